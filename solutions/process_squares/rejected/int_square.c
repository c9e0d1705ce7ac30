// fails: output
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
            int x = atoi(argv[i]);
            printf("Square of %d = %d\n", x, x * x);
            exit(0);
        }
    }
    for (int i = 1; i < argc; i++)
        wait(NULL);
    return 0;
}
