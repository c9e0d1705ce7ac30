// says: inline assembly
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static int count;
void odd(void) __asm__("odd\n\tincl count");
int main(void) { return printf("%d\n", count) < 0; }
