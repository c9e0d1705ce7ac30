// explore: faulty assert; no-races
// Two sums of one array of any length, in step.
typedef unsigned long int pthread_t;
typedef union {
    char __size[56];
    long int __align;
} pthread_attr_t;
extern int pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
extern int pthread_join(pthread_t, void **);
extern void __assert_fail(const char *, const char *, unsigned int, const char *)
    __attribute__((__nothrow__, __leaf__)) __attribute__((__noreturn__));
void reach_error()
{
    ((void)sizeof((0) ? 1 : 0), __extension__({
         if (0)
             ;
         else
             __assert_fail("0", "x.c", 10, __extension__ __PRETTY_FUNCTION__);
     }));
}
extern void abort(void);
void assume_abort_if_not(int cond)
{
    if (!cond) {
        abort();
    }
}
extern void __VERIFIER_atomic_begin(void);
extern void __VERIFIER_atomic_end(void);
extern int __VERIFIER_nondet_int(void);
extern _Bool __VERIFIER_nondet_bool(void);
extern unsigned int __VERIFIER_nondet_uint(void);
typedef unsigned long size_t;
extern void *malloc(size_t);
int *create_fresh_int_array(int size)
{
    assume_abort_if_not(size >= 0);
    assume_abort_if_not(size <= (((size_t)4294967295) / sizeof(int)));
    int *arr = (int *)malloc(sizeof(int) * (size_t)size);
    for (int i = 0; i < size; i++) {
        arr[i] = __VERIFIER_nondet_int();
    }
    return arr;
}
int plus(int a, int b)
{
    assume_abort_if_not(b >= 0 || a >= -2147483648 - b);
    assume_abort_if_not(b <= 0 || a <= 2147483647 - b);
    return a + b;
}
int *A, M, N, sum1, sum2;
void *thread1(void *_)
{
    int i = 0;
    while (i < N) {
        __VERIFIER_atomic_begin();
        sum1 = plus(sum1, A[i]);
        i++;
        __VERIFIER_atomic_end();
    }
    return 0;
}
void *thread2(void *_)
{
    int i = 0;
    while (i < N) {
        __VERIFIER_atomic_begin();
        int v = A[i];
        __VERIFIER_atomic_end();
        __VERIFIER_atomic_begin();
        sum1 = sum2 + v;
        sum2 = sum1;
        i++;
        __VERIFIER_atomic_end();
    }
    return 0;
}
int main()
{
    pthread_t t1, t2;
    N = __VERIFIER_nondet_int();
    A = create_fresh_int_array(N);
    pthread_create(&t1, 0, thread1, 0);
    pthread_create(&t2, 0, thread2, 0);
    pthread_join(t1, 0);
    pthread_join(t2, 0);
    assume_abort_if_not(sum1 != sum2);
    reach_error();
    return 0;
}
