// fails: time
#include <pthread.h>
#include <stdio.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const char *now(char *text, size_t size)
{
    struct timeval t;
    struct tm p;
    gettimeofday(&t, NULL);
    localtime_r(&t.tv_sec, &p);
    snprintf(text, size, "%04d-%02d-%02d %02d:%02d:%02d.%06ld", p.tm_year + 1900, p.tm_mon, p.tm_mday, p.tm_hour, p.tm_min,
             p.tm_sec, (long)t.tv_usec);
    return text;
}

static void *greet(void *arg)
{
    char text[64];
    printf("Start Greeting... to: %s at: %s\n", (char *)arg, now(text, sizeof text));
    sleep(2);
    printf("Finished Greeting! %s at: %s\n", (char *)arg, now(text, sizeof text));
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
