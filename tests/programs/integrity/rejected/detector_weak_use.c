// says: AnnotateIgnoreWritesBegin
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static int count;
void AnnotateIgnoreWritesBegin(const char *, int) __attribute__((weak));
void add(void) { if (AnnotateIgnoreWritesBegin) AnnotateIgnoreWritesBegin("", 1); count++; }
int main(void) { return printf("%d\n", count) < 0; }
