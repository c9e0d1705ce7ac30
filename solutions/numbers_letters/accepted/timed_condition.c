/* Waits on a condition variable that nobody signals, until an absolute time; detached threads that count down. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t done = PTHREAD_COND_INITIALIZER, never = PTHREAD_COND_INITIALIZER;
static int running = 2;

static void wait_second(void)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec++;
    pthread_mutex_lock(&lock);
    while (pthread_cond_timedwait(&never, &lock, &until) == 0)
        continue;
    pthread_mutex_unlock(&lock);
}

static void *work(void *arg)
{
    const char *format = arg;
    for (int k = 0; k < 6; k++) {
        char line[32];
        int length = snprintf(line, sizeof line, format, *format == 'N' ? '0' + k : 'A' + k);
        if (write(STDOUT_FILENO, line, (size_t)length) < 0)
            return NULL;
        wait_second();
    }
    pthread_mutex_lock(&lock);
    running--;
    pthread_cond_signal(&done);
    pthread_mutex_unlock(&lock);
    return NULL;
}

int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, work, "Number: %c\n");
    pthread_detach(t);
    pthread_create(&t, NULL, work, "Letter: %c\n");
    pthread_detach(t);
    pthread_mutex_lock(&lock);
    while (running > 0)
        pthread_cond_wait(&done, &lock);
    pthread_mutex_unlock(&lock);
    puts("Execution Over");
    return 0;
}
