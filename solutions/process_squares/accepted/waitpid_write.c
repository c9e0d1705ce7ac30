/* One write(2) for each line; the children are waited for by their numbers. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void square(const char *text)
{
    char line[80];
    int64_t x = strtoll(text, NULL, 10);
    int length = snprintf(line, sizeof line, "Square of %ld = %ld\n", (long)x, (long)(x * x));
    _exit(write(STDOUT_FILENO, line, (size_t)length) != length);
}

int main(int argc, char **argv)
{
    pid_t children[64];
    int status, failed = 0;
    for (int i = 1; i < argc; i++)
        if ((children[i - 1] = fork()) == 0)
            square(argv[i]);
    for (int i = argc - 1; i > 0; i--) {
        while (waitpid(children[i - 1], &status, 0) < 0 && errno == EINTR)
            continue;
        failed |= status != 0;
    }
    return failed;
}
