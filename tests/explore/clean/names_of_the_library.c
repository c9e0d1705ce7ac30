// explore: clean
// Functions and variables of the program's own that are called like some of the C library.
#include <assert.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
int remove, index;

int read(void)
{
    pthread_mutex_lock(&lock);
    int now = remove;
    pthread_mutex_unlock(&lock);
    return now;
}

void *write(void *unused)
{
    pthread_mutex_lock(&lock);
    remove++;
    index = remove;
    pthread_mutex_unlock(&lock);
    return unused;
}

void error(const char *why)
{
    assert(!why);
}

int main(void)
{
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], 0, write, 0);
    if (read() > 2)
        error("too late");
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], 0);
    return read() != 2;
}
