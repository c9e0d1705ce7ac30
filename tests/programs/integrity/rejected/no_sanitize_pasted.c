// says: detectors
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static int count;
#define PASTE(a, b) a##b
__attribute__((PASTE(no_sani, tize_thread), noinline)) void add(void) { count++; }
int main(void) { return printf("%d\n", count) < 0; }
