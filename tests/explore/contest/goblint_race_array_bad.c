// explore: faulty race
// Entries of an array with a lock each.
#include <pthread.h>
#include <stdio.h>
extern int __VERIFIER_nondet_int();
struct cache_entry {
    int refs;
    pthread_mutex_t refs_mutex;
} cache[10];
void *t_fun(void *arg)
{
    int i = __VERIFIER_nondet_int() % 10;
    if (i < 0)
        i = -i;
    pthread_mutex_lock(&cache[i].refs_mutex);
    cache[(i + 1) % 10].refs++;
    pthread_mutex_unlock(&cache[i].refs_mutex);
    return NULL;
}
int main()
{
    for (int i = 0; i < 10; i++)
        pthread_mutex_init(&cache[i].refs_mutex, NULL);
    pthread_t id;
    pthread_create(&id, NULL, t_fun, NULL);
    int j = __VERIFIER_nondet_int() % 10;
    if (j < 0)
        j = -j;
    pthread_mutex_lock(&cache[j].refs_mutex);
    cache[j].refs++;
    printf("%d\n", cache[j].refs);
    pthread_mutex_unlock(&cache[j].refs_mutex);
    pthread_join(id, NULL);
    return 0;
}
