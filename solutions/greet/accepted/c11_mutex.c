/* localtime under a lock; C11 threads. */
#include <stdio.h>
#include <string.h>
#include <threads.h>
#include <time.h>

static mtx_t lock;

static void tell(const char *format, const char *name)
{
    char line[256], day[32];
    struct timespec t;
    mtx_lock(&lock);
    timespec_get(&t, TIME_UTC);
    strftime(day, sizeof day, "%Y-%m-%d %H:%M:%S", localtime(&t.tv_sec));
    snprintf(line, sizeof line, "%s.%06d", day, (int)(t.tv_nsec / 1000));
    printf(strchr(format, '!') ? "Finished Greeting! %s at: %s\n" : "Start Greeting... to: %s at: %s\n", name, line);
    mtx_unlock(&lock);
}

static int greet(void *arg)
{
    tell("start", arg);
    thrd_sleep(&(struct timespec){.tv_sec = 2}, NULL);
    tell("finished!", arg);
    return 0;
}

int main(int argc, char **argv)
{
    thrd_t threads[64];
    mtx_init(&lock, mtx_plain);
    for (int i = 1; i < argc; i++)
        thrd_create(&threads[i - 1], greet, argv[i]);
    for (int i = 1; i < argc; i++)
        thrd_join(threads[i - 1], NULL);
    mtx_destroy(&lock);
    return 0;
}
