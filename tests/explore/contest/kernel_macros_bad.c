// explore: faulty assert; no-races
// A count of references, with the kernel's macros.
extern void abort(void);
extern void __assert_fail(const char *, const char *, unsigned int, const char *)
    __attribute__((__nothrow__, __leaf__)) __attribute__((__noreturn__));
void reach_error()
{
    __assert_fail("0", "prog.c", 3, "reach_error");
}
void assume_abort_if_not(int cond)
{
    if (!cond) {
        abort();
    }
}
void __VERIFIER_assert(int cond)
{
    if (!(cond)) {
    ERROR : {
        reach_error();
        abort();
    }
    }
    return;
}
extern int __VERIFIER_nondet_int(void);
extern unsigned int __VERIFIER_nondet_uint(void);
extern _Bool __VERIFIER_nondet_bool(void);
extern void __VERIFIER_atomic_begin(void);
extern void __VERIFIER_atomic_end(void);
#include <pthread.h>
#include <stdlib.h>
#define ACCESS_ONCE(x)   (*(volatile typeof(x) *)&(x))
#define READ_ONCE(x)     ACCESS_ONCE(x)
#define WRITE_ONCE(x, v) (ACCESS_ONCE(x) = (v))
#define likely(x)        __builtin_expect(!!(x), 1)
#define unlikely(x)      __builtin_expect(!!(x), 0)
#define BUG_ON(c)                                                                                  \
    do {                                                                                           \
        if (unlikely(c)) {                                                                         \
            reach_error();                                                                         \
            abort();                                                                               \
        }                                                                                          \
    } while (0)
#define smp_mb()  __asm__ __volatile__("mfence" ::: "memory")
#define barrier() __asm__ __volatile__("" ::: "memory")
typedef struct {
    pthread_mutex_t m;
} spinlock_t;
#define DEFINE_SPINLOCK(x) spinlock_t x = {PTHREAD_MUTEX_INITIALIZER}
static inline void spin_lock(spinlock_t *l)
{
    pthread_mutex_lock(&l->m);
}
static inline void spin_unlock(spinlock_t *l)
{
    pthread_mutex_unlock(&l->m);
}
typedef struct {
    int counter;
} atomic_t;
static inline void atomic_inc(atomic_t *v)
{
    __sync_fetch_and_add(&v->counter, 1);
}
static inline int atomic_dec_and_test(atomic_t *v)
{
    return __sync_sub_and_fetch(&v->counter, 1) == 0;
}
static inline int atomic_read(atomic_t *v)
{
    return READ_ONCE(v->counter);
}
static DEFINE_SPINLOCK(lock);
struct obj {
    atomic_t ref;
    int dead;
} * global;
void *getter(void *u)
{
    struct obj *o;
    spin_lock(&lock);
    o = global;
    spin_unlock(&lock);
    if (o && atomic_read(&o->ref) > 0) {
        smp_mb();
        atomic_inc(&o->ref);
        BUG_ON(READ_ONCE(o->dead));
        if (atomic_dec_and_test(&o->ref))
            WRITE_ONCE(o->dead, 1);
    }
    return NULL;
}
void *putter(void *u)
{
    struct obj *o;
    spin_lock(&lock);
    o = global;
    global = NULL;
    spin_unlock(&lock);
    barrier();
    if (atomic_dec_and_test(&o->ref))
        WRITE_ONCE(o->dead, 1);
    return NULL;
}
int main(void)
{
    pthread_t a, b;
    global = calloc(1, sizeof *global);
    global->ref.counter = 1;
    pthread_create(&a, 0, getter, 0);
    pthread_create(&b, 0, putter, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return 0;
}
