// says: before main
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static int count;
static void early(void) {}
__attribute__((section(".preinit_array"), used)) static void (*p)(void) = early;
int main(void) { return printf("%d\n", count) < 0; }
