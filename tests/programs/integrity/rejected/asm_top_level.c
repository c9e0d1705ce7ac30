// says: inline assembly
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static int count;
asm(".globl foo");
int main(void) { return printf("%d\n", count) < 0; }
