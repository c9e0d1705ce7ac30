// explore: clean
// A token in a pipe in the place of a lock.
#include <assert.h>
#include <pthread.h>
#include <unistd.h>

static int ends[2], count;

static void *work(void *unused)
{
    char token;
    for (int i = 0; i < 2; i++) {
        assert(read(ends[0], &token, 1) == 1);
        count++;
        assert(write(ends[1], &token, 1) == 1);
    }
    return unused;
}

int main(void)
{
    pthread_t threads[3];
    assert(pipe(ends) == 0 && write(ends[1], "t", 1) == 1);
    for (int i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, work, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    assert(count == 6);
    return 0;
}
