// fails: concurrency
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static void *square(void *arg)
{
    long x = atol(arg);
    printf("Square of %ld = %ld\n", x, x * x);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    for (int i = 1; i < argc; i++)
        pthread_create(&threads[i - 1], NULL, square, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(threads[i - 1], NULL);
    return 0;
}
