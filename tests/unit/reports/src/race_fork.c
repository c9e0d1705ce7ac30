#include <pthread.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
static int sum;
static void *worker(void *arg)
{
    (void)arg;
    sum++;
    return NULL;
}
int main(void)
{
    if (fork() == 0) {
        pthread_t a, b;
        pthread_create(&a, NULL, worker, NULL);
        pthread_create(&b, NULL, worker, NULL);
        pthread_join(a, NULL);
        pthread_join(b, NULL);
        _exit(sum != 2);
    }
    wait(NULL);
    return 0;
}
