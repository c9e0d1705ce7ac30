// explore: clean
// A sorted list with a lock in each node: the next is locked before the last is let go.
#include <assert.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>

struct node {
    int value;
    pthread_mutex_t lock;
    struct node *next;
};
static struct node end = {INT_MAX, PTHREAD_MUTEX_INITIALIZER, NULL};
static struct node list = {INT_MIN, PTHREAD_MUTEX_INITIALIZER, &end};

static struct node *find(int value)
{
    struct node *before = &list;
    pthread_mutex_lock(&before->lock);
    pthread_mutex_lock(&before->next->lock);
    while (before->next->value < value) {
        struct node *next = before->next;
        pthread_mutex_unlock(&before->lock);
        pthread_mutex_lock(&next->next->lock);
        before = next;
    }
    return before;
}

static void add(int value)
{
    struct node *before = find(value), *next = before->next;
    if (next->value != value) {
        struct node *n = malloc(sizeof *n);
        n->value = value;
        n->next = next;
        pthread_mutex_init(&n->lock, NULL);
        before->next = n;
    }
    pthread_mutex_unlock(&next->lock);
    pthread_mutex_unlock(&before->lock);
}

static void drop(int value)
{
    struct node *before = find(value), *next = before->next;
    if (next->value == value)
        before->next = next->next;
    pthread_mutex_unlock(&next->lock);
    pthread_mutex_unlock(&before->lock);
    if (next->value == value) {
        pthread_mutex_destroy(&next->lock);
        free(next);
    }
}

static void *work(void *number)
{
    int me = *(int *)number;
    add(me);
    add(me + 10);
    drop(me);
    return NULL;
}

int main(void)
{
    static int numbers[3] = {1, 2, 3};
    pthread_t threads[3];
    int count = 0;
    for (int i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, work, &numbers[i]);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    for (struct node *n = list.next; n != &end; n = n->next)
        count++;
    assert(count == 3);
    return 0;
}
