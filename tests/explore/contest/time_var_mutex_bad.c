// explore: faulty assert; no-races
// Blocks and inodes: which lock guards the block depends on its state.
#include <assert.h>
#include <pthread.h>
int block, busy, inode;
pthread_mutex_t m_inode = PTHREAD_MUTEX_INITIALIZER, m_busy = PTHREAD_MUTEX_INITIALIZER;
void *allocator(void *_)
{
    pthread_mutex_lock(&m_inode);
    if (inode == 0) {
        pthread_mutex_lock(&m_busy);
        busy = 1;
        pthread_mutex_unlock(&m_busy);
        inode = 1;
    }
    block = 1;
    assert(block == 1);
    pthread_mutex_unlock(&m_inode);
    return 0;
}
void *deallocator(void *_)
{
    pthread_mutex_lock(&m_busy);
    int b = busy;
    pthread_mutex_unlock(&m_busy);
    if (b == 0) {
        block = 0;
        assert(block == 0);
    }
    return 0;
}
int main()
{
    pthread_t t1, t2;
    pthread_create(&t1, 0, allocator, 0);
    pthread_create(&t2, 0, deallocator, 0);
    pthread_join(t1, 0);
    pthread_join(t2, 0);
    return 0;
}
