// explore: faulty assert; no-races
// A ring made for one writer, used by two.
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
#define SIZE 8
typedef struct {
    long _data[SIZE];
    volatile unsigned reader, writer;
} Ring;
void enqueue(Ring *r, long x)
{
    while ((r->writer + 1) % SIZE == r->reader)
        ;
    r->_data[r->writer] = x;
    r->writer = (r->writer + 1) % SIZE;
}
long dequeue(Ring *r)
{
    long x = r->_data[r->reader];
    r->reader = (r->reader + 1) % SIZE;
    return x;
}
Ring ring;
void *writer(void *arg)
{
    for (long i = 0; i < 2; i++)
        enqueue(&ring, (long)arg + i);
    return 0;
}
int main()
{
    pthread_t a, b;
    pthread_create(&a, 0, writer, (void *)10);
    pthread_create(&b, 0, writer, (void *)20);
    pthread_join(a, 0);
    pthread_join(b, 0);
    int n = 0;
    while (ring.reader != ring.writer) {
        dequeue(&ring);
        n++;
    }
    __VERIFIER_assert(n == 4);
    return 0;
}
