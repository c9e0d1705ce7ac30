/*
 * Worker processes. The parent writes job numbers into one pipe, whoever is free reads the next; results come back through
 * another. Records are much smaller than PIPE_BUF, so they are written and read whole.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct job {
    int index;
    long long number;
};

static void put(int fd, const struct job *job)
{
    ssize_t done;
    do
        done = write(fd, job, sizeof *job);
    while (done < 0 && errno == EINTR);
    if (done != sizeof *job)
        _exit(1);
}

static int get(int fd, struct job *job)
{
    ssize_t done;
    do
        done = read(fd, job, sizeof *job);
    while (done < 0 && errno == EINTR);
    return done == sizeof *job;
}

static _Noreturn void work(int jobs, int results)
{
    struct job job;

    while (get(jobs, &job)) {
        sleep(1);
        job.number *= job.number;
        put(results, &job);
    }
    _exit(0);
}

int main(int argc, char **argv)
{
    int workers = argc > 1 ? atoi(argv[1]) : 1, count = argc > 2 ? argc - 2 : 0, failed = 0, status;
    long long *squares = calloc((size_t)count + 1, sizeof *squares);
    int jobs[2], results[2];
    struct job job;

    if (squares == NULL || pipe(jobs) != 0 || pipe(results) != 0)
        return 1;
    for (int w = 0; w < workers; w++) {
        pid_t pid = fork();
        if (pid == 0) {
            close(jobs[1]); /* else no worker would ever see the end of the jobs */
            close(results[0]);
            work(jobs[0], results[1]);
        }
        if (pid < 0)
            failed = 1;
    }
    close(jobs[0]);
    close(results[1]);
    for (int i = 0; i < count; i++)
        put(jobs[1], &(struct job){i, atoll(argv[i + 2])});
    close(jobs[1]);
    while (get(results[0], &job))
        squares[job.index] = job.number;
    close(results[0]);
    while (wait(&status) > 0)
        failed |= status != 0;

    printf("[");
    for (int i = 0; i < count; i++)
        printf("%s%lld", i > 0 ? ", " : "", squares[i]);
    printf("]\n");
    free(squares);
    return failed;
}
