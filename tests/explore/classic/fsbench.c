// explore: faulty assert
// A file system with 26 inodes and blocks: 27 threads, of which the last two share an inode, and
// there is one block too few.
#include <assert.h>
#include <pthread.h>

#define BLOCKS  26
#define INODES  32
#define THREADS 27
static pthread_mutex_t inode_locks[INODES], block_locks[BLOCKS];
static int inodes[INODES], busy[BLOCKS];

static void *create(void *number)
{
    int i = *(int *)number % INODES;
    pthread_mutex_lock(&inode_locks[i]);
    if (inodes[i] == 0) {
        int b = (i * 2) % BLOCKS, tried = 0;
        for (; tried < BLOCKS; tried++, b = (b + 1) % BLOCKS) {
            pthread_mutex_lock(&block_locks[b]);
            if (!busy[b]) {
                busy[b] = 1;
                inodes[i] = b + 1;
                pthread_mutex_unlock(&block_locks[b]);
                break;
            }
            pthread_mutex_unlock(&block_locks[b]);
        }
        assert(tried < BLOCKS);
    }
    pthread_mutex_unlock(&inode_locks[i]);
    return NULL;
}

int main(void)
{
    static int numbers[THREADS];
    pthread_t threads[THREADS];
    for (int i = 0; i < INODES; i++)
        pthread_mutex_init(&inode_locks[i], NULL);
    for (int i = 0; i < BLOCKS; i++)
        pthread_mutex_init(&block_locks[i], NULL);
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = i;
        pthread_create(&threads[i], NULL, create, &numbers[i]);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
