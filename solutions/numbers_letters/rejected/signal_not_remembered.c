// fails: deadlock
/* The thread with the letters tells main by a signal that it is through. A main that comes to its wait later waits for ever. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t through = PTHREAD_COND_INITIALIZER;

static void *count(void *unused)
{
    for (int i = 0; i <= 5; i++) {
        printf("Number: %d\n", i);
        sleep(1);
    }
    return unused;
}

static void *spell(void *unused)
{
    for (char letter = 'A'; letter <= 'F'; letter++) {
        printf("Letter: %c\n", letter);
        sleep(1);
    }
    pthread_mutex_lock(&lock);
    pthread_cond_signal(&through);
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void)
{
    pthread_t numbers, letters;

    pthread_create(&numbers, NULL, count, NULL);
    pthread_create(&letters, NULL, spell, NULL);
    pthread_mutex_lock(&lock);
    pthread_cond_wait(&through, &lock);
    pthread_mutex_unlock(&lock);
    pthread_join(numbers, NULL);
    pthread_join(letters, NULL);
    printf("Execution Over\n");
    return 0;
}
