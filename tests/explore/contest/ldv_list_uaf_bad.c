// explore: faulty crash,assert; no-races
// An entry is taken off a list and freed while another looks at it.
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
struct list_head {
    struct list_head *next, *prev;
};
#define LIST_HEAD_INIT(name)                                                                       \
    {                                                                                              \
        &(name), &(name)                                                                           \
    }
#define LIST_HEAD(name) struct list_head name = LIST_HEAD_INIT(name)
static inline void INIT_LIST_HEAD(struct list_head *list)
{
    list->next = list;
    list->prev = list;
}
static inline void list_add(struct list_head *new, struct list_head *head)
{
    head->next->prev = new;
    new->next = head->next;
    new->prev = head;
    head->next = new;
}
static inline void list_del(struct list_head *e)
{
    e->next->prev = e->prev;
    e->prev->next = e->next;
    e->next = (void *)0;
    e->prev = (void *)0;
}
#define list_entry(ptr, type, member)                                                              \
    ((type *)((char *)(ptr) - (unsigned long)(&((type *)0)->member)))
struct device {
    int ready;
    struct list_head entry;
};
static LIST_HEAD(drvlist);
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
void *reader(void *_)
{
    struct device *dev = 0;
    pthread_mutex_lock(&mutex);
    if (drvlist.next != &drvlist)
        dev = list_entry(drvlist.next, struct device, entry);
    pthread_mutex_unlock(&mutex);
    if (dev)
        __VERIFIER_assert(dev->ready == 1);
    return 0;
}
void *remover(void *_)
{
    struct device *dev = 0;
    pthread_mutex_lock(&mutex);
    if (drvlist.next != &drvlist) {
        dev = list_entry(drvlist.next, struct device, entry);
        list_del(&dev->entry);
    }
    pthread_mutex_unlock(&mutex);
    if (dev) {
        dev->ready = 0;
        free(dev);
    }
    return 0;
}
int main()
{
    pthread_t a, b;
    struct device *d = malloc(sizeof *d);
    d->ready = 1;
    list_add(&d->entry, &drvlist);
    pthread_create(&a, 0, reader, 0);
    pthread_create(&b, 0, remover, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return 0;
}
