#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static void *worker(void *arg)
{
    puts(arg);
    return NULL;
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, worker, "one");
    for (int i = 0; i < 3; i++)
        pthread_create(&t, NULL, worker, "many");
    usleep(200000);
    return 0;
}
