/*
 * Coroutines, as in the notebook: each visit is a function with a stack of its own that hands the processor back to a
 * small scheduler while it waits. The scheduler sleeps until the earliest of their moments.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <ucontext.h>

#define STACK_BYTES (64 * 1024)

struct coroutine {
    ucontext_t context;
    char *stack;
    const char *name;
    struct timespec wake;
    int finished;
};

static ucontext_t scheduler;
static struct coroutine *current;

static int earlier(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

static void await_seconds(int seconds)
{
    clock_gettime(CLOCK_MONOTONIC, &current->wake);
    current->wake.tv_sec += seconds;
    swapcontext(&current->context, &scheduler);
}

static void say_hello(void)
{
    printf("Hello to: %s\n", current->name);
    await_seconds(2);
    printf("Goodbye to: %s\n", current->name);
    current->finished = 1;
}

static struct coroutine *next_due(struct coroutine *all, int count)
{
    struct coroutine *best = NULL;
    for (int i = 0; i < count; i++)
        if (!all[i].finished && (best == NULL || earlier(&all[i].wake, &best->wake)))
            best = &all[i];
    return best;
}

static int make_coroutine(struct coroutine *c)
{
    c->stack = malloc(STACK_BYTES);
    if (c->stack == NULL || getcontext(&c->context) != 0)
        return -1;
    c->context.uc_stack.ss_sp = c->stack;
    c->context.uc_stack.ss_size = STACK_BYTES;
    c->context.uc_link = &scheduler;
    makecontext(&c->context, say_hello, 0);
    return 0;
}

static int gather(struct coroutine *all, int count)
{
    for (int i = 0; i < count; i++)
        if (make_coroutine(&all[i]) != 0)
            return 1;
    while ((current = next_due(all, count)) != NULL) {
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &current->wake, NULL) != 0)
            ;
        swapcontext(&scheduler, &current->context);
    }
    return 0;
}

int main(int argc, char **argv)
{
    int count = argc > 1 ? argc - 1 : 0, status = 1;
    struct coroutine *all = calloc((size_t)count + 1, sizeof *all);

    if (all != NULL) {
        for (int i = 0; i < count; i++)
            all[i].name = argv[i + 1];
        status = gather(all, count);
        for (int i = 0; i < count; i++)
            free(all[i].stack);
        free(all);
    }
    return status;
}
