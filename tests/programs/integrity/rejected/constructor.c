// says: before main
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static int count;
__attribute__((constructor)) static void early(void) { puts("early"); }
int main(void) { return printf("%d\n", count) < 0; }
