// explore: faulty race,exit
// main sleeps for as long as its thread should need.
#include <pthread.h>
#include <unistd.h>

static int result;

static void *work(void *unused)
{
    sleep(1);
    result = 1;
    return unused;
}

int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, work, NULL);
    pthread_detach(t);
    sleep(2);
    return result != 1;
}
