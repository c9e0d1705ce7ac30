// says: sleep
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static int count;
unsigned sleep(unsigned n) { return n; }
int main(void) { return printf("%d\n", count) < 0; }
