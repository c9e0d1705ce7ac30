/* A child process for each countdown, on absolute moments so that delays do not add up. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int count_down(char *job)
{
    char *colon = strrchr(job, ':');
    struct timespec moment;

    if (colon == NULL)
        return 2;
    *colon = '\0';
    clock_gettime(CLOCK_MONOTONIC, &moment);
    for (long k = strtol(colon + 1, NULL, 10); k > 0; k--) {
        printf("%s Running: %ld\n", job, k);
        fflush(stdout);
        moment.tv_sec++;
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &moment, NULL) == EINTR)
            ;
    }
    printf("%s Completed\n", job);
    fflush(stdout);
    return 0;
}

int main(int argc, char **argv)
{
    int failed = 0, status;

    for (int i = 1; i < argc; i++) {
        pid_t child = fork();
        if (child == 0)
            _exit(count_down(argv[i]));
        if (child < 0) {
            perror("fork");
            failed = 1;
        }
    }
    for (;;) {
        pid_t child = wait(&status);
        if (child < 0 && errno == EINTR)
            continue;
        if (child < 0)
            break;
        if (status != 0)
            failed = 1;
    }
    return failed;
}
