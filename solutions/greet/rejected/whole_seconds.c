// fails: time
/* time() knows whole seconds only; six zeros behind the point make them look like more. */
#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static void stamp(char *text, size_t size)
{
    time_t now = time(NULL);
    struct tm parts;

    localtime_r(&now, &parts);
    strftime(text, size, "%Y-%m-%d %H:%M:%S.000000", &parts);
}

static void *greet(void *name)
{
    char text[64];

    stamp(text, sizeof text);
    printf("Start Greeting... to: %s at: %s\n", (const char *)name, text);
    sleep(2);
    stamp(text, sizeof text);
    printf("Finished Greeting! %s at: %s\n", (const char *)name, text);
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
