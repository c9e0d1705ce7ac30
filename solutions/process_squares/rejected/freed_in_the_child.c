// fails: memory
/* The child gives the buffer back at once ("it is a copy, I do not need it"), and writes its line into it all the same. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    char *line = malloc(80);

    for (int i = 1; i < argc; i++)
        if (fork() == 0) {
            long long x = atoll(argv[i]);
            free(line);
            sprintf(line, "Square of %lld = %lld\n", x, x * x);
            fputs(line, stdout);
            exit(0);
        }
    free(line);
    while (wait(NULL) > 0)
        ;
    return 0;
}
