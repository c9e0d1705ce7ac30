// explore: clean
// Functions that nobody knows stand in the text, but are not called.
#include <pthread.h>

extern int of_a_driver(int line);
extern void of_another(void);

static int count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void never(void)
{
    of_another();
}

static void *add(void *unused)
{
    pthread_mutex_lock(&lock);
    count++;
    if (count > 2)
        count = of_a_driver(count);
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, add, NULL);
    pthread_create(&b, NULL, add, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    if (count > 2)
        never();
    return 0;
}
