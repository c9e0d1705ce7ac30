// fails: concurrency
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (fork() == 0) {
        for (int i = 1; i < argc; i++) {
            long long x = atoll(argv[i]);
            printf("Square of %lld = %lld\n", x, x * x);
        }
        exit(0);
    }
    wait(NULL);
    return 0;
}
