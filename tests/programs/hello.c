/* hello [NAME...]: a thread a name, each prints, sleeps 2 s, prints; all are joined. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *greet(void *name)
{
    printf("Hello to: %s\n", (char *)name);
    sleep(2);
    printf("Goodbye to: %s\n", (char *)name);
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
