// explore: faulty assert; no-races
// Callbacks of a driver that find their data from a member.
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
#define offsetof_(TYPE, MEMBER) ((size_t) & ((TYPE *)0)->MEMBER)
#define container_of(ptr, type, member)                                                            \
    ({                                                                                             \
        const typeof(((type *)0)->member) *__mptr = (ptr);                                         \
        (type *)((char *)__mptr - offsetof_(type, member));                                        \
    })
struct device {
    int x;
};
struct A {
    int a;
    int b;
};
struct my_data {
    pthread_mutex_t lock;
    struct device dev;
    struct A shared;
};
#define ldv_assert(expression) __VERIFIER_assert(expression)
pthread_t t1, t2;
void *my_callback(void *arg)
{
    struct device *dev = (struct device *)arg;
    struct my_data *data;
    data = container_of(dev, struct my_data, dev);
    data->shared.a = 1;
    data->shared.b = data->shared.b + 1;
    return 0;
}
int my_drv_probe(struct my_data *data)
{
    struct device *d = &data->dev;
    pthread_mutex_init(&data->lock, NULL);
    data->shared.a = 0;
    data->shared.b = 0;
    ldv_assert(data->shared.a == 0);
    int res = __VERIFIER_nondet_int();
    if (res)
        goto exit;
    pthread_create(&t1, NULL, my_callback, (void *)d);
    pthread_create(&t2, NULL, my_callback, (void *)d);
    return 0;
exit:
    pthread_mutex_destroy(&data->lock);
    return -1;
}
void my_drv_disconnect(struct my_data *data)
{
    void *status;
    pthread_join(t1, &status);
    pthread_join(t2, &status);
    pthread_mutex_destroy(&data->lock);
}
int my_drv_init(void)
{
    return 0;
}
void my_drv_cleanup(void)
{
    return;
}
int main(void)
{
    int ret = my_drv_init();
    if (ret == 0) {
        int probe_ret;
        struct my_data data;
        probe_ret = my_drv_probe(&data);
        if (probe_ret == 0) {
            my_drv_disconnect(&data);
            ldv_assert(data.shared.a == 1);
            ldv_assert(data.shared.b == 2);
        }
        my_drv_cleanup();
        data.shared.a = -1;
    }
    return 0;
}
