// explore: clean
// A ring, one writes and one reads.
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
#include <stdatomic.h>
#include <stdlib.h>
#define SIZE 4
typedef struct {
    long _data[SIZE];
    atomic_uint reader, writer;
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
_Bool empty(Ring *r)
{
    return r->reader == r->writer;
}
void *reader(void *arg)
{
    Ring *r = arg;
    long val = 0, i = 0;
    while (1) {
        while (empty(r))
            ;
        val = dequeue(r);
        __VERIFIER_assert(val == i);
        i++;
        if (i == 8)
            break;
    }
    return (void *)i;
}
int main()
{
    Ring *r = calloc(1, sizeof *r);
    pthread_t t;
    pthread_create(&t, 0, reader, r);
    for (long i = 0; i < 8; i++)
        enqueue(r, i);
    void *n;
    pthread_join(t, &n);
    __VERIFIER_assert((long)n == 8);
    free(r);
    return 0;
}
