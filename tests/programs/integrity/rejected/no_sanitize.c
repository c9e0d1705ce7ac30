// says: no_sanitize_thread
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static int count;
__attribute__((no_sanitize_thread, noinline)) void add(void) { count++; }
int main(void) { return printf("%d\n", count) < 0; }
