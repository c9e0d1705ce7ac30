// says: __tsan_write4
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static int count;
void __tsan_write4(void *p) { (void)p; }
int main(void) { return printf("%d\n", count) < 0; }
