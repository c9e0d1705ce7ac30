// says: usleep
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static int count;
static int mine(unsigned n) { return (int)n; }
int usleep(unsigned n) __attribute__((weak, alias("mine")));
int main(void) { return printf("%d\n", count) < 0; }
