// explore: faulty assert
// ABA on a lock-free stack: node 1 is popped and pushed back while another pop still believes in
// the successor it read, so node 2 is handed out twice.
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int head = 1, next[4] = {0, 2, 3, 0}, owned[4];

static int pop(void)
{
    int top = atomic_load(&head);
    while (top != 0) {
        int below = atomic_load(&next[top]);
        if (atomic_compare_exchange_strong(&head, &top, below))
            break;
    }
    if (top != 0)
        assert(atomic_fetch_add(&owned[top], 1) == 0);
    return top;
}

static void push(int node)
{
    atomic_fetch_sub(&owned[node], 1);
    int top = atomic_load(&head);
    do {
        atomic_store(&next[node], top);
    } while (!atomic_compare_exchange_strong(&head, &top, node));
}

static void *one(void *unused)
{
    pop();
    pop();
    return unused;
}

static void *two(void *unused)
{
    int first = pop();
    pop();
    if (first != 0)
        push(first);
    return unused;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, one, NULL);
    pthread_create(&b, NULL, two, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
