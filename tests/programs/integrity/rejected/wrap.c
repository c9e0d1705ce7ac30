// says: __wrap_printf
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static int count;
int __wrap_printf(const char *f) { return *f; }
int main(void) { return printf("%d\n", count) < 0; }
