// explore: faulty assert
// The function for the fault does nothing; that it is called is the fault.
#include <pthread.h>

extern int __VERIFIER_nondet_int(void);

void reach_error(void)
{
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int value;

static void *change(void *unused)
{
    for (int i = 0; i < 2; i++) {
        pthread_mutex_lock(&lock);
        value = i;
        pthread_mutex_unlock(&lock);
    }
    return unused;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, change, NULL);
    pthread_mutex_lock(&lock);
    int before = value;
    pthread_mutex_unlock(&lock);
    pthread_mutex_lock(&lock);
    if (value != before)
        reach_error();
    pthread_mutex_unlock(&lock);
    pthread_join(thread, NULL);
    return 0;
}
