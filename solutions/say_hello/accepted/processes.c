/* A process for each person. Each child is waited for by its number. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void visit(const char *name)
{
    unsigned left = 2;

    printf("Hello to: %s\n", name);
    if (fflush(stdout) != 0)
        _exit(EXIT_FAILURE);
    do
        left = sleep(left);
    while (left > 0);
    printf("Goodbye to: %s\n", name);
    _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

static int reap(pid_t child)
{
    int status;

    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -1;
}

int main(int argc, char **argv)
{
    pid_t children[argc > 0 ? argc : 1];
    int started = 0, result = EXIT_SUCCESS;

    for (int i = 1; i < argc; i++) {
        pid_t child = fork();
        if (child == 0)
            visit(argv[i]);
        if (child < 0) {
            perror("fork");
            result = EXIT_FAILURE;
            break;
        }
        children[started++] = child;
    }
    for (int i = 0; i < started; i++)
        if (reap(children[i]) != 0)
            result = EXIT_FAILURE;
    return result;
}
