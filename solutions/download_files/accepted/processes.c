/* One child process for each file. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void download(const char *name)
{
    struct timespec rest = {.tv_sec = 3, .tv_nsec = 0};

    printf("Downloading: %s\n", name);
    fflush(stdout);
    while (nanosleep(&rest, &rest) != 0)
        ;
    printf("Finished: %s\n", name);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    int status = 0, failed = 0;

    for (int i = 1; i < argc; i++) {
        pid_t child = fork();
        if (child == 0) {
            download(argv[i]);
            _exit(0);
        }
        if (child < 0) {
            perror("fork");
            failed = 1;
            break;
        }
    }
    while (wait(&status) > 0)
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
            failed = 1;
    return failed;
}
