// fails: output
/* As in the notebook: the pieces of a line are written one by one. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    setbuf(stdout, NULL);
    for (int i = 1; i < argc; i++) {
        pid_t child = fork();
        if (child < 0)
            return 1;
        if (child == 0) {
            long long x = atoll(argv[i]);
            printf("Square of ");
            printf("%lld", x);
            printf(" = %lld\n", x * x);
            exit(0);
        }
    }
    for (int i = 1; i < argc; i++)
        wait(NULL);
    return 0;
}
