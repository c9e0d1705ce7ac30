/* Everything is buffered; each process flushes its own line, and nothing is in the buffer at the fork. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    static char buffer[4096];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    for (char **p = argv + 1; p < argv + argc; p++) {
        if (fork() != 0)
            continue;
        long x = strtol(*p, NULL, 10);
        fputs("Square of ", stdout);
        printf("%ld", x);
        fputs(" = ", stdout);
        printf("%ld\n", x * x);
        fflush(stdout);
        _exit(0);
    }
    while (wait(NULL) > 0)
        continue;
    return 0;
}
