// explore: faulty assert; no-races
// The character device of a textbook on drivers.
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
typedef int Char;
typedef int loff_t_;
typedef int filp_;
typedef int inode_;
inode_ i;
pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
int dev_quantum, dev_qset, dev_data, dev_size, __X__;
#define container_of(d) d
void down_interruptible(void)
{
    pthread_mutex_lock(&lock);
}
void up(void)
{
    pthread_mutex_unlock(&lock);
}
int scull_read(int t, int count)
{
    down_interruptible();
    if (dev_size < count)
        count = dev_size;
    __X__ = t;
    int rv = __X__;
    up();
    __VERIFIER_assert(__X__ == t);
    return rv;
}
void *reader(void *arg)
{
    scull_read((int)(long)arg, 10);
    return 0;
}
void *writer(void *arg)
{
    int t = (int)(long)arg;
    down_interruptible();
    __X__ = t;
    if (dev_size < 5)
        dev_size = 5;
    __VERIFIER_assert(__X__ == t);
    up();
    return 0;
}
int main()
{
    pthread_t a, b;
    dev_size = 0;
    pthread_create(&a, 0, reader, (void *)1);
    pthread_create(&b, 0, writer, (void *)2);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return 0;
}
