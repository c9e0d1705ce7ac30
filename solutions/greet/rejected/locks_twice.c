// fails: deadlock
/* Both functions take the lock, and one calls the other. */
#include <pthread.h>
#include <stdio.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void format_now(char *text, size_t size)
{
    struct timeval now;
    char day[32];
    pthread_mutex_lock(&lock); /* localtime() has one struct for all */
    gettimeofday(&now, NULL);
    strftime(day, sizeof day, "%Y-%m-%d %H:%M:%S", localtime(&now.tv_sec));
    snprintf(text, size, "%s.%06ld", day, (long)now.tv_usec);
    pthread_mutex_unlock(&lock);
}

static void say(const char *words, const char *name)
{
    char text[64];
    pthread_mutex_lock(&lock);
    format_now(text, sizeof text);
    printf("%s %s at: %s\n", words, name, text);
    pthread_mutex_unlock(&lock);
}

static void *greet(void *name)
{
    say("Start Greeting... to:", name);
    sleep(2);
    say("Finished Greeting!", name);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    for (int i = 1; i < argc; i++)
        pthread_create(&threads[i - 1], NULL, greet, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(threads[i - 1], NULL);
    return 0;
}
