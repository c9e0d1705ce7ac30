// explore: faulty assert; no-races
// A store buffer written out in atomic sections: a message that overtakes.
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
int __unbuffered_cnt = 0;
int __unbuffered_p1_EAX = 0;
int __unbuffered_p1_EBX = 0;
_Bool main$tmp_guard0;
_Bool main$tmp_guard1;
int x = 0;
int y = 0;
_Bool y$flush_delayed;
int y$mem_tmp;
_Bool y$r_buff0_thd0, y$r_buff0_thd1, y$r_buff0_thd2, y$r_buff1_thd0, y$r_buff1_thd1,
    y$r_buff1_thd2;
_Bool y$read_delayed;
int *y$read_delayed_var;
int y$w_buff0;
_Bool y$w_buff0_used;
int y$w_buff1;
_Bool y$w_buff1_used;
_Bool weak$$choice0, weak$$choice1, weak$$choice2;
void *P0(void *arg)
{
    __VERIFIER_atomic_begin();
    y$w_buff1 = y$w_buff0;
    y$w_buff0 = 1;
    y$w_buff1_used = y$w_buff0_used;
    y$w_buff0_used = (_Bool)1;
    __VERIFIER_assert(!(y$w_buff1_used && y$w_buff0_used));
    y$r_buff1_thd0 = y$r_buff0_thd0;
    y$r_buff1_thd1 = y$r_buff0_thd1;
    y$r_buff1_thd2 = y$r_buff0_thd2;
    y$r_buff0_thd1 = (_Bool)1;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    x = 1;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    y = y$w_buff0_used && y$r_buff0_thd1 ? y$w_buff0
                                         : (y$w_buff1_used && y$r_buff1_thd1 ? y$w_buff1 : y);
    y$w_buff0_used = y$w_buff0_used && y$r_buff0_thd1 ? (_Bool)0 : y$w_buff0_used;
    y$w_buff1_used = y$w_buff0_used && y$r_buff0_thd1 || y$w_buff1_used && y$r_buff1_thd1
                         ? (_Bool)0
                         : y$w_buff1_used;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    __unbuffered_cnt = __unbuffered_cnt + 1;
    __VERIFIER_atomic_end();
    return ((void *)0);
}
void *P1(void *arg)
{
    __VERIFIER_atomic_begin();
    __unbuffered_p1_EAX = x;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    weak$$choice0 = __VERIFIER_nondet_bool();
    weak$$choice2 = __VERIFIER_nondet_bool();
    y$flush_delayed = weak$$choice2;
    y$mem_tmp = y;
    y = !y$w_buff0_used || !y$r_buff0_thd2 && !y$w_buff1_used || !y$r_buff0_thd2 && !y$r_buff1_thd2
            ? y
            : (y$w_buff0_used && y$r_buff0_thd2 ? y$w_buff0 : y$w_buff1);
    __unbuffered_p1_EBX = y;
    y = y$flush_delayed ? y$mem_tmp : y;
    y$flush_delayed = (_Bool)0;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    __unbuffered_cnt = __unbuffered_cnt + 1;
    __VERIFIER_atomic_end();
    return ((void *)0);
}
int main()
{
    pthread_t t1;
    pthread_create(&t1, ((void *)0), P0, ((void *)0));
    pthread_t t2;
    pthread_create(&t2, ((void *)0), P1, ((void *)0));
    __VERIFIER_atomic_begin();
    main$tmp_guard0 = __unbuffered_cnt == 2;
    __VERIFIER_atomic_end();
    assume_abort_if_not(main$tmp_guard0);
    __VERIFIER_atomic_begin();
    y = y$w_buff0_used && y$r_buff0_thd0 ? y$w_buff0 : y;
    __VERIFIER_atomic_end();
    __VERIFIER_atomic_begin();
    main$tmp_guard1 = !(__unbuffered_p1_EAX == 1 && __unbuffered_p1_EBX == 0);
    __VERIFIER_atomic_end();
    __VERIFIER_assert(main$tmp_guard1);
    return 0;
}
