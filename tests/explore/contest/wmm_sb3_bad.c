// explore: faulty assert; no-races
// Store buffers of three threads.
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
int cnt = 0, x = 0, y = 0, z = 0, a = 0, b = 0, EAX, EBX, ECX;
_Bool xb0_used, yb_used, zb_used;
int xb, yb, zb;
void *P0(void *arg)
{
    __VERIFIER_atomic_begin();
    xb = 1;
    xb0_used = 1;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    EAX = y;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    x = xb0_used ? xb : x;
    xb0_used = 0;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    cnt = cnt + 1;
    __VERIFIER_atomic_end();
    return 0;
}
void *P1(void *arg)
{
    __VERIFIER_atomic_begin();
    yb = 1;
    yb_used = 1;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    EBX = z;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    y = yb_used ? yb : y;
    yb_used = 0;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    cnt = cnt + 1;
    __VERIFIER_atomic_end();
    return 0;
}
void *P2(void *arg)
{
    __VERIFIER_atomic_begin();
    zb = 1;
    zb_used = 1;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    ECX = x;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    z = zb_used ? zb : z;
    zb_used = 0;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    cnt = cnt + 1;
    __VERIFIER_atomic_end();
    return 0;
}
int main()
{
    pthread_t t1, t2, t3;
    pthread_create(&t1, 0, P0, 0);
    pthread_create(&t2, 0, P1, 0);
    pthread_create(&t3, 0, P2, 0);
    __VERIFIER_atomic_begin();
    _Bool g = cnt == 3;
    __VERIFIER_atomic_end();
    assume_abort_if_not(g);
    __VERIFIER_atomic_begin();
    g = !(EAX == 0 && EBX == 0 && ECX == 0);
    __VERIFIER_atomic_end();
    __VERIFIER_assert(g);
    return 0;
}
