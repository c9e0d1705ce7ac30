// explore: clean
// Entries of an array with a lock each.
#include <pthread.h>
#include <stdio.h>
extern int __VERIFIER_nondet_int();
struct cache_entry {
    int refs;
    pthread_mutex_t refs_mutex;
} cache[10];
void cache_entry_addref(struct cache_entry *entry)
{
    pthread_mutex_lock(&entry->refs_mutex);
    entry->refs++;
    pthread_mutex_unlock(&entry->refs_mutex);
}
void *t_fun(void *arg)
{
    int i;
    for (i = 0; i < 10; i++)
        cache_entry_addref(&cache[i]);
    return NULL;
}
int main()
{
    for (int i = 0; i < 10; i++)
        pthread_mutex_init(&cache[i].refs_mutex, NULL);
    int i;
    pthread_t t_ids[10];
    for (i = 0; i < 10; i++)
        pthread_create(&t_ids[i], NULL, t_fun, NULL);
    for (i = 0; i < 10; i++)
        pthread_join(t_ids[i], NULL);
    return 0;
}
