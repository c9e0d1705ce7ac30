// explore: clean
// What says something on stderr, streams without their lock, text of the C library's more rarely
// used functions.
#include <err.h>
#include <error.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int count;

static void *work(void *unused)
{
    char text[8], name[16];
    stpncpy(text, "abc", sizeof text);
    pthread_setname_np(pthread_self(), "worker");
    pthread_getname_np(pthread_self(), name, sizeof name);
    pthread_mutex_lock(&lock);
    warnx("%s %d %s", name, ++count, text);
    fwrite_unlocked(text, 1, 3, stdout);
    fputc_unlocked('\n', stdout);
    pthread_mutex_unlock(&lock);
    error(0, 0, "done");
    return unused;
}

int main(void)
{
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, work, NULL))
            err(1, "no thread");
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    if (count != 2 || erff(0.0F) != 0)
        errx(1, "only %d", count);
    return 0;
}
