// fails: time limits
/* Looks at the clock again and again instead of sleeping. */
#include <pthread.h>
#include <stdio.h>
#include <time.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void *say_hello(void *name)
{
    printf("Hello to: %s\n", (char *)name);
    double start = now();
    while (now() - start < 2.0)
        ;
    printf("Goodbye to: %s\n", (char *)name);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t t[argc];
    for (int i = 1; i < argc; i++)
        pthread_create(&t[i], NULL, say_hello, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(t[i], NULL);
    return 0;
}
