// says: ifunc
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static int count;
static int real(void) { return 1; }
static void *choose(void) { return (void *)real; }
int chosen(void) __attribute__((ifunc("choose")));
int main(void) { return chosen() + count; }
