// says: inline assembly at hello.c:6
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static int count;
void add(void) { asm volatile("pause; incl %0" : "+m"(count)); }
int main(void) { return printf("%d\n", count) < 0; }
