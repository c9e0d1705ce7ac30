// fails: deadlock
/* The starting signal can come before anybody waits for it, and then it is lost. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t go = PTHREAD_COND_INITIALIZER;

static void *letters(void *arg)
{
    pthread_mutex_lock(&lock);
    pthread_cond_wait(&go, &lock);
    pthread_mutex_unlock(&lock);
    for (char c = 'A'; c <= 'F'; c++) {
        printf("Letter: %c\n", c);
        sleep(1);
    }
    return arg;
}

static void *numbers(void *arg)
{
    pthread_mutex_lock(&lock);
    pthread_cond_signal(&go);
    pthread_mutex_unlock(&lock);
    for (int k = 0; k <= 5; k++) {
        printf("Number: %d\n", k);
        sleep(1);
    }
    return arg;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&b, NULL, letters, NULL);
    pthread_create(&a, NULL, numbers, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    puts("Execution Over");
    return 0;
}
