// fails: deadlock cleanup
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        pid_t child = fork();
        if (child < 0)
            return 1;
        if (child == 0) {
            long long x = atoll(argv[i]);
            printf("Square of %lld = %lld\n", x, x * x);
            exit(0);
        }
    }
    for (int i = 0; i < argc - 1; i++)
        wait(NULL);
    pause();
    return 0;
}
