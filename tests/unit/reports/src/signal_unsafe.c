#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
static void *volatile kept;
static void on_signal(int n)
{
    (void)n;
    kept = malloc(10);
}
int main(void)
{
    signal(SIGUSR1, on_signal);
    raise(SIGUSR1);
    free(kept);
    return 0;
}
