// explore: clean
// A spin lock as libraries write it: pause, compiler barriers.
#include <assert.h>
#include <pthread.h>
#include <stdint.h>
typedef struct vatomic32_s {
    volatile uint32_t _v;
} __attribute__((aligned(sizeof(uint32_t)))) vatomic32_t;
static inline uint32_t vatomic32_xchg_acq(vatomic32_t *a, uint32_t v)
{
    return __atomic_exchange_n(&a->_v, v, __ATOMIC_ACQUIRE);
}
static inline uint32_t vatomic32_read_rlx(const vatomic32_t *a)
{
    return __atomic_load_n(&a->_v, __ATOMIC_RELAXED);
}
static inline void vatomic32_write_rel(vatomic32_t *a, uint32_t v)
{
    __atomic_store_n(&a->_v, v, __ATOMIC_RELEASE);
}
static inline void verification_pause(void)
{
    __asm__ volatile("pause" ::: "memory");
}
typedef vatomic32_t spinlock_t;
spinlock_t l;
int g;
void acquire(spinlock_t *l)
{
    do {
        while (vatomic32_read_rlx(l))
            verification_pause();
    } while (vatomic32_xchg_acq(l, 1));
}
void *run(void *arg)
{
    (void)arg;
    acquire(&l);
    g++;
    vatomic32_write_rel(&l, 0);
    __asm__ __volatile__("" ::: "memory");
    return 0;
}
int main(void)
{
    pthread_t t[3];
    for (uintptr_t i = 0; i < 3; i++)
        (void)pthread_create(&t[i], 0, run, (void *)i);
    for (int i = 0; i < 3; i++)
        (void)pthread_join(t[i], 0);
    assert(g == 3);
    return 0;
}
