// explore: clean
// A pool of three with a list of jobs, and an orderly end.
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#define WORKERS 3
#define JOBS    6
struct job {
    int value;
    struct job *next;
};
static struct job *jobs;
static bool closing;
static int sum;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static struct job *next_job(void)
{
    pthread_mutex_lock(&lock);
    while (!jobs && !closing)
        pthread_cond_wait(&changed, &lock);
    struct job *j = jobs;
    if (j)
        jobs = j->next;
    pthread_mutex_unlock(&lock);
    return j;
}

static void *work(void *unused)
{
    for (struct job *j; (j = next_job());) {
        int result = j->value * j->value;
        free(j);
        pthread_mutex_lock(&lock);
        sum += result;
        pthread_mutex_unlock(&lock);
    }
    return unused;
}

static void submit(int value)
{
    struct job *j = malloc(sizeof *j);
    j->value = value;
    pthread_mutex_lock(&lock);
    j->next = jobs;
    jobs = j;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
}

int main(void)
{
    pthread_t workers[WORKERS];
    for (int i = 0; i < WORKERS; i++)
        pthread_create(&workers[i], NULL, work, NULL);
    for (int i = 1; i <= JOBS; i++)
        submit(i);
    pthread_mutex_lock(&lock);
    closing = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < WORKERS; i++)
        pthread_join(workers[i], NULL);
    assert(sum == 91);
    return 0;
}
