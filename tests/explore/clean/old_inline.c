// explore: clean
// What programs from before C99 count on: functions that are inline and no more, no prototypes,
// parameters declared behind their names.
#include <pthread.h>
#include <limits.h>

static int total;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

inline int twice(int n)
{
    return 2 * n;
}

add(n) int n;
{
    pthread_mutex_lock(&lock);
    total += twice(n);
    pthread_mutex_unlock(&lock);
    return 0;
}

void *work(argument) void *argument;
{
    add(1);
    return argument;
}

main()
{
    pthread_t threads[2];
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN + 65536);
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], &attributes, work, 0);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], 0);
    return total != 4;
}
