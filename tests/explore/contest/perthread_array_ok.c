// explore: clean
// Each thread its own entry of an array of any length.
#include <pthread.h>
#include <stdlib.h>
extern int __VERIFIER_nondet_int();
extern void abort(void);
void assume_abort_if_not(int c)
{
    if (!c)
        abort();
}
int *datas;
void *thread(void *arg)
{
    int i = *(int *)arg;
    datas[i] = 8;
    return NULL;
}
int main()
{
    int threads_total = __VERIFIER_nondet_int();
    assume_abort_if_not(threads_total >= 0);
    pthread_t *tids = malloc(threads_total * sizeof(pthread_t));
    datas = malloc(threads_total * sizeof(int));
    int *is = calloc(threads_total, sizeof(int));
    for (int i = 0; i < threads_total; i++) {
        is[i] = i;
        pthread_create(&tids[i], NULL, &thread, &is[i]);
        pthread_join(tids[i], NULL);
    }
    free(tids);
    free(datas);
    return 0;
}
