// says: __tsan_write8
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static int count;
static void mine(void *p) __asm__("__tsan_write8");
__attribute__((used)) static void mine(void *p) { (void)p; }
int main(void) { return printf("%d\n", count) < 0; }
