// explore: faulty assert
// Java's StringBuffer: append() asks the other buffer for its length and then for its text, each
// under the lock, not both.
#include <assert.h>
#include <pthread.h>
#include <string.h>

struct text {
    pthread_mutex_t lock;
    char bytes[32];
    size_t size;
};
static struct text shared = {PTHREAD_MUTEX_INITIALIZER, "abc", 3};

static size_t length(struct text *t)
{
    pthread_mutex_lock(&t->lock);
    size_t size = t->size;
    pthread_mutex_unlock(&t->lock);
    return size;
}

static void get(struct text *t, char *to, size_t size)
{
    pthread_mutex_lock(&t->lock);
    assert(size <= t->size);
    memcpy(to, t->bytes, size);
    pthread_mutex_unlock(&t->lock);
}

static void *append(void *unused)
{
    char mine[64];
    size_t size = length(&shared);
    get(&shared, mine, size);
    return unused;
}

static void *erase(void *unused)
{
    pthread_mutex_lock(&shared.lock);
    shared.size = 0;
    pthread_mutex_unlock(&shared.lock);
    return unused;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, append, NULL);
    pthread_create(&b, NULL, erase, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
