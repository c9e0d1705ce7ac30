// explore: clean
// Threads, mutexes, conditions, once and thread-specific values of C11.
#include <assert.h>
#include <stdlib.h>
#include <threads.h>

static mtx_t lock;
static cnd_t changed;
static once_flag flag = ONCE_FLAG_INIT;
static tss_t key;
static int turn, calls;

static void init(void)
{
    calls++;
    tss_create(&key, free);
}

static int work(void *number)
{
    int me = *(int *)number;
    call_once(&flag, init);
    int *mine = malloc(sizeof *mine);
    *mine = me;
    tss_set(key, mine);
    mtx_lock(&lock);
    while (turn != me)
        cnd_wait(&changed, &lock);
    turn++;
    cnd_broadcast(&changed);
    mtx_unlock(&lock);
    return *(int *)tss_get(key) + 10;
}

int main(void)
{
    static int numbers[3] = {0, 1, 2};
    thrd_t threads[3];
    mtx_init(&lock, mtx_plain);
    cnd_init(&changed);
    for (int i = 3; i-- > 0;)
        assert(thrd_create(&threads[i], work, &numbers[i]) == thrd_success);
    for (int i = 0; i < 3; i++) {
        int result;
        thrd_join(threads[i], &result);
        assert(result == i + 10);
    }
    assert(calls == 1 && turn == 3);
    cnd_destroy(&changed);
    mtx_destroy(&lock);
    return 0;
}
