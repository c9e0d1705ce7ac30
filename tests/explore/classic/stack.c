// explore: faulty assert
// A stack under a lock: whoever pops does not wait until something was pushed.
#include <assert.h>
#include <pthread.h>

#define N 10
static int items[N], top;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *push_all(void *unused)
{
    for (int i = 0; i < N; i++) {
        pthread_mutex_lock(&lock);
        assert(top < N);
        items[top++] = i;
        pthread_mutex_unlock(&lock);
    }
    return unused;
}

static void *pop_all(void *unused)
{
    for (int i = 0; i < N; i++) {
        pthread_mutex_lock(&lock);
        if (items[0] == 0 && i == 0 && top == 0) { /* the first time it waits, later it trusts */
            pthread_mutex_unlock(&lock);
            i--;
            continue;
        }
        assert(top > 0);
        top--;
        pthread_mutex_unlock(&lock);
    }
    return unused;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, push_all, NULL);
    pthread_create(&b, NULL, pop_all, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
