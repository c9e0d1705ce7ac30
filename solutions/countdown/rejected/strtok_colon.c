// fails: output time memory
/* strtok cuts at every colon. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct job {
    char *name;
    int n;
};

static void *countdown(void *arg)
{
    struct job *job = arg;
    while (job->n > 0) {
        printf("%s Running: %d\n", job->name, job->n);
        sleep(1);
        job->n--;
    }
    printf("%s Completed\n", job->name);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[argc];
    struct job jobs[argc];

    for (int i = 1; i < argc; i++) {
        jobs[i].name = strtok(argv[i], ":");
        jobs[i].n = atoi(strtok(NULL, ":"));
        pthread_create(&threads[i], NULL, countdown, &jobs[i]);
    }
    for (int i = 1; i < argc; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
