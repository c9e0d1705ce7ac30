// says: inline assembly
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static int count;
void add(void) { asm volatile("# 0 \"\" 2\n\tincl %0" : "+m"(count)); }
int main(void) { return printf("%d\n", count) < 0; }
