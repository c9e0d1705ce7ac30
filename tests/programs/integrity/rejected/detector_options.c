// says: __tsan_default_options
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static int count;
const char *__tsan_default_options(void) { return "report_bugs=0"; }
int main(void) { return printf("%d\n", count) < 0; }
