// says: inline assembly at hello.c:9
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static int count;
#define P(a, b) P2(a, b)
#define P2(a, b) a##b
void add(void)
{ P(as, m) volatile("incl %0" : "+m"(count)); }
int main(void) { return printf("%d\n", count) < 0; }
