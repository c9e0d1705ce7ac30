// explore: faulty assert; no-races
// Which lock guards is told by a pointer: the wrong one.
#include <pthread.h>
extern void abort(void);
extern void __VERIFIER_atomic_begin();
extern void __VERIFIER_atomic_end();
extern int __VERIFIER_nondet_int();
#include <assert.h>
void reach_error()
{
    assert(0);
}
void __VERIFIER_assert(int cond)
{
    if (!(cond)) {
    ERROR : {
        reach_error();
        abort();
    }
    }
}
int global = 0;
pthread_mutex_t __global_lock = PTHREAD_MUTEX_INITIALIZER;
#define access(x) x
#define assert_racefree(x)                                                                         \
    {                                                                                              \
        pthread_mutex_lock(&__##x##_lock);                                                         \
        int tmp = x;                                                                               \
        __VERIFIER_assert(tmp == x);                                                               \
        pthread_mutex_unlock(&__##x##_lock);                                                       \
    }
pthread_mutex_t mutex1 = PTHREAD_MUTEX_INITIALIZER, mutex2 = PTHREAD_MUTEX_INITIALIZER;
void munge(pthread_mutex_t *m)
{
    pthread_mutex_lock(m);
    global++;
    pthread_mutex_unlock(m);
}
void *t_fun(void *arg)
{
    munge(&mutex1);
    return NULL;
}
int main(void)
{
    pthread_t id[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&id[i], NULL, t_fun, NULL);
    pthread_mutex_lock(&mutex2);
    int a = global, b = global;
    __VERIFIER_assert(a == b);
    pthread_mutex_unlock(&mutex2);
    for (int i = 0; i < 4; i++)
        pthread_join(id[i], NULL);
    return 0;
}
