// fails: output
/* Child processes write into memory that is not shared: the parent never sees the squares. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static long long squares[64];

int main(int argc, char **argv)
{
    int workers = atoi(argv[1]), n = argc - 2;

    for (int w = 0; w < workers; w++)
        if (fork() == 0) {
            for (int i = w; i < n; i += workers) {
                long long x = atoll(argv[i + 2]);
                sleep(1);
                squares[i] = x * x;
            }
            _exit(0);
        }
    while (wait(NULL) > 0)
        ;
    printf("[");
    for (int i = 0; i < n; i++)
        printf("%s%lld", i > 0 ? ", " : "", squares[i]);
    printf("]\n");
    return 0;
}
