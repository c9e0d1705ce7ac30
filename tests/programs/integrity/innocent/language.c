/* Corners of GNU C: nested functions, computed goto, VLAs, tables, attributes. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>

static int table[100000] = {[0 ... 99999] = 7};
static const char *const names[] = {"a", "b"};
static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
static int (*const functions[])(const void *, const void *) = {compare};
static _Thread_local int mine;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
__attribute__((noreturn, cold)) static void die(void) { exit(0); }
__attribute__((destructor)) static void farewell(void) { fflush(stdout); }
__attribute__((noinline, section(".text.mine"), aligned(64))) static int leaf(int n) { return n + 1; }
static inline __attribute__((always_inline)) int twice(int n) { return 2 * n; }
static int old_name(int n) __asm__("new_name");
static int old_name(int n) { return n; }
int weak_one(void) __attribute__((weak));
int weak_one(void) { return 1; }
int alias_of_it(void) __attribute__((alias("weak_one")));

static int run(int n)
{
    static void *labels[] = {&&one, &&two};
    int array[n + 1];
    int nested(const void *a, const void *b) { return n + compare(a, b); }
    memset(array, 0, sizeof array);
    qsort(array, (size_t)n, sizeof *array, nested);
    goto *labels[n & 1];
one:
    return array[0];
two:
    return array[0] + 1;
}

int main(void)
{
    fd_set set;
    register int fast asm("rbx") = 3;
    FD_ZERO(&set);
    FD_SET(1, &set);
    pthread_mutex_lock(&lock);
    mine = twice(leaf(table[5])) + run(fast) + old_name(1) + alias_of_it();
    pthread_mutex_unlock(&lock);
    printf("%s %d %p\n", names[mine & 1], functions[0](&mine, &mine), (void *)&set);
    die();
}
