/* Coroutines on ucontext with a sleep of their own, after the notebook's asyncio. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <ucontext.h>

enum { STACK = 128 * 1024 };

struct task {
    ucontext_t here;
    void *stack;
    char *name;
    int n;
    long long wake_ns;
    struct task *next; /* sleepers in the order of their moments */
};

static ucontext_t loop;
static struct task *sleepers, *self;

static long long now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void queue(struct task *t, long long wake_ns)
{
    struct task **at = &sleepers;

    t->wake_ns = wake_ns;
    while (*at != NULL && (*at)->wake_ns <= wake_ns)
        at = &(*at)->next;
    t->next = *at;
    *at = t;
}

static void await_second(void)
{
    queue(self, now_ns() + 1000000000LL);
    swapcontext(&self->here, &loop);
}

static void countdown(void)
{
    struct task *t = self;

    while (t->n > 0) {
        printf("%s Running: %d\n", t->name, t->n);
        await_second();
        t->n--;
    }
    printf("%s Completed\n", t->name);
}

static void run_all(void)
{
    while (sleepers != NULL) {
        long long left = sleepers->wake_ns - now_ns();
        if (left > 0) {
            struct timespec rest = {left / 1000000000LL, left % 1000000000LL};
            nanosleep(&rest, NULL);
            continue;
        }
        self = sleepers;
        sleepers = self->next;
        swapcontext(&loop, &self->here);
    }
}

static int prepare(struct task *t, char *job)
{
    char *colon = strrchr(job, ':');

    t->stack = malloc(STACK);
    if (colon == NULL || t->stack == NULL || getcontext(&t->here) != 0)
        return -1;
    *colon = '\0';
    t->name = job;
    t->n = atoi(colon + 1);
    t->here.uc_stack.ss_sp = t->stack;
    t->here.uc_stack.ss_size = STACK;
    t->here.uc_link = &loop;
    makecontext(&t->here, countdown, 0);
    return 0;
}

int main(int argc, char **argv)
{
    int count = argc > 1 ? argc - 1 : 0, status = 0;
    struct task *tasks = calloc((size_t)count + 1, sizeof *tasks);

    if (tasks == NULL)
        return 1;
    for (int i = 0; i < count && status == 0; i++) {
        status = prepare(&tasks[i], argv[i + 1]) != 0;
        if (status == 0)
            queue(&tasks[i], 0);
    }
    if (status == 0)
        run_all();
    for (int i = 0; i < count; i++)
        free(tasks[i].stack);
    free(tasks);
    return status;
}
