// says: __no_sanitize__
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static int count;
__attribute__((__no_sanitize__("thread"), noinline)) void add(void) { count++; }
int main(void) { return printf("%d\n", count) < 0; }
