// says: __tsan_read4
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static int count;
__attribute__((visibility("hidden"))) void __tsan_read4(void *p) { (void)p; }
int main(void) { return printf("%d\n", count) < 0; }
