// explore: faulty assert; no-races
// What is sent is received, assumptions aside.
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
typedef unsigned long int pthread_t;
union pthread_attr_t {
    char __size[56];
    long int __align;
};
typedef union pthread_attr_t pthread_attr_t;
typedef union {
    char __size[40];
    long int __align;
} pthread_mutex_t;
typedef union {
    char __size[4];
    int __align;
} pthread_mutexattr_t;
extern int pthread_create(pthread_t *__restrict, const pthread_attr_t *__restrict,
                          void *(*)(void *), void *__restrict);
extern int pthread_join(pthread_t, void **);
extern int pthread_mutex_init(pthread_mutex_t *, const pthread_mutexattr_t *);
extern int pthread_mutex_lock(pthread_mutex_t *);
extern int pthread_mutex_unlock(pthread_mutex_t *);
extern int pthread_mutex_destroy(pthread_mutex_t *);
extern void pthread_exit(void *) __attribute__((__noreturn__));
typedef unsigned long size_t;
extern void *malloc(size_t);
int *f;
int f_len;
int front, back, n_s, n_r, s, r, N, T;
void *thread1(void *_)
{
    while (n_s < N) {
        __VERIFIER_atomic_begin();
        assume_abort_if_not(back >= 0 && back < f_len);
        assume_abort_if_not(f[back] == 1);
        back++;
        n_s++;
        s++;
        __VERIFIER_atomic_end();
    }
    return 0;
}
void *thread2(void *_)
{
    while (n_r < N) {
        __VERIFIER_atomic_begin();
        _Bool c = front < back;
        if (c) {
            r += f[front];
            front++;
            n_r++;
        }
        __VERIFIER_atomic_end();
    }
    return 0;
}
int main()
{
    pthread_t t1, t2;
    N = __VERIFIER_nondet_int();
    f_len = __VERIFIER_nondet_int();
    assume_abort_if_not(f_len > 0 && f_len < 100 && N > 0 && N <= f_len);
    f = malloc(sizeof(int) * f_len);
    for (int i = 0; i < f_len; i++)
        f[i] = 1;
    pthread_create(&t1, 0, thread1, 0);
    pthread_create(&t2, 0, thread2, 0);
    pthread_join(t1, 0);
    pthread_join(t2, 0);
    assume_abort_if_not(s == r && s == N);
    reach_error();
    return 0;
}
