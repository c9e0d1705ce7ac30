// fails: deadlock
/* The parent keeps the writing end of the results open, and waits for an end of file that never comes. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int workers = atoi(argv[1]), n = argc - 2, results[2];
    long long squares[64], record[2];

    if (pipe(results) != 0)
        return 1;
    for (int w = 0; w < workers; w++)
        if (fork() == 0) {
            for (int i = w; i < n; i += workers) {
                long long x = atoll(argv[i + 2]);
                sleep(1);
                record[0] = i;
                record[1] = x * x;
                if (write(results[1], record, sizeof record) < 0)
                    _exit(1);
            }
            _exit(0);
        }
    while (read(results[0], record, sizeof record) == sizeof record)
        squares[record[0]] = record[1];
    while (wait(NULL) > 0)
        ;
    printf("[");
    for (int i = 0; i < n; i++)
        printf("%s%lld", i > 0 ? ", " : "", squares[i]);
    printf("]\n");
    return 0;
}
