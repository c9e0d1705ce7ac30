// explore: faulty assert; no-races
// Definitions as before ANSI C.
#include <pthread.h>
#include <stdlib.h>
void reach_error();
void reach_error()
{
    exit(1);
}
int cnt;
static void *inc(arg) void *arg;
{
    register int t;
    t = cnt;
    t++;
    cnt = t;
    return arg;
}
main(argc, argv) int argc;
char **argv;
{
    pthread_t a, b;
    pthread_create(&a, (pthread_attr_t *)0, inc, (void *)0);
    pthread_create(&b, (pthread_attr_t *)0, inc, (void *)0);
    pthread_join(a, (void **)0);
    pthread_join(b, (void **)0);
    if (cnt != 2)
        reach_error();
    return 0;
}
