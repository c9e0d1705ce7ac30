// fails: memory
/* The line has room for small numbers only. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (fork() == 0) {
            char *line = malloc(24);
            long long x = atoll(argv[i]);
            sprintf(line, "Square of %lld = %lld\n", x, x * x);
            write(STDOUT_FILENO, line, strlen(line));
            free(line);
            _exit(0);
        }
    }
    while (wait(NULL) > 0)
        continue;
    return 0;
}
