// explore: clean; no-races
// A queue filled and emptied in one go.
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
#include <stdio.h>
#define SIZE (20)
typedef struct {
    int element[SIZE];
    int head;
    int tail;
    int amount;
} QType;
pthread_mutex_t m;
int stored_elements[SIZE];
_Bool enqueue_flag, dequeue_flag;
QType queue;
int enqueue(QType *q, int x)
{
    q->element[q->tail] = x;
    q->amount++;
    if (q->tail == SIZE) {
        q->tail = 1;
    } else {
        q->tail++;
    }
    return 0;
}
int dequeue(QType *q)
{
    int x;
    x = q->element[q->head];
    q->amount--;
    if (q->head == SIZE) {
        q->head = 1;
    } else
        q->head++;
    return x;
}
void *t1(void *arg)
{
    int value, i;
    pthread_mutex_lock(&m);
    if (enqueue_flag) {
        for (i = 0; i < SIZE; i++) {
            value = __VERIFIER_nondet_int();
            enqueue(&queue, value);
            stored_elements[i] = value;
        }
        enqueue_flag = (0);
        dequeue_flag = (1);
    }
    pthread_mutex_unlock(&m);
    return 0;
}
void *t2(void *arg)
{
    int i;
    pthread_mutex_lock(&m);
    if (dequeue_flag) {
        for (i = 0; i < SIZE; i++) {
            if (queue.head != queue.tail)
                if (!(dequeue(&queue) == stored_elements[i])) {
                ERROR : {
                    reach_error();
                    abort();
                }
                }
        }
        dequeue_flag = (0);
        enqueue_flag = (1);
    }
    pthread_mutex_unlock(&m);
    return 0;
}
int main(void)
{
    pthread_t id1, id2;
    enqueue_flag = (1);
    dequeue_flag = (0);
    pthread_mutex_init(&m, 0);
    pthread_create(&id1, 0, t1, &queue);
    pthread_create(&id2, 0, t2, &queue);
    pthread_join(id1, 0);
    pthread_join(id2, 0);
    pthread_mutex_destroy(&m);
    return 0;
}
