/* All children wait for the end of a pipe: they start to work together. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int gun[2];
    char byte;
    if (pipe(gun) != 0)
        return 1;
    for (int i = 1; i < argc; i++) {
        pid_t child = fork();
        if (child < 0)
            return 1;
        if (child > 0)
            continue;
        close(gun[1]);
        if (read(gun[0], &byte, 1) != 0)
            return 1;
        double x = atof(argv[i]);
        printf("Square of %.0f = %.0f\n", x, x * x);
        return 0;
    }
    close(gun[0]);
    close(gun[1]);
    for (int i = 1; i < argc; i++)
        waitpid(-1, NULL, 0);
    return 0;
}
