// wait one second, as exactly as possible
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void one_second(void)
{
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    do
        clock_gettime(CLOCK_MONOTONIC, &b);
    while ((b.tv_sec - a.tv_sec) + (b.tv_nsec - a.tv_nsec) / 1e9 < 1.0);
}

void *count_down(void *x)
{
    char *who = x;
    char *c = strrchr(who, ':');
    int n = atoi(c + 1);
    *c = 0;
    while (n > 0)
    {
        printf("%s Running: %d\n", who, n);
        one_second();
        n = n - 1;
    }
    printf("%s Completed\n", who);
    return NULL;
}

int main(int argc, char *argv[])
{
    pthread_t th[70];
    for (int i = 1; i < argc; i++)
    {
        pthread_create(&th[i], NULL, count_down, argv[i]);
    }
    for (int i = 1; i < argc; i++)
        pthread_join(th[i], NULL);
    return 0;
}
