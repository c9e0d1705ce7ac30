// fails: output
#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static const char *now(char *text, size_t size)
{
    struct timespec t;
    struct tm parts;
    clock_gettime(CLOCK_REALTIME, &t);
    localtime_r(&t.tv_sec, &parts);
    size_t length = strftime(text, size, "%Y-%m-%d %H:%M:%S", &parts);
    snprintf(text + length, size - length, ".%06ld", t.tv_nsec / 1000);
    return text;
}

static void *greet(void *arg)
{
    char text[64];
    printf("Start Greeting to: %s at: %s\n", (char *)arg, now(text, sizeof text));
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
