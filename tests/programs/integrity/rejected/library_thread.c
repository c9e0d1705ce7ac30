// says: pthread_create
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static int count;
int pthread_create(pthread_t *t, const pthread_attr_t *a, void *(*f)(void *), void *x)
{ (void)t; (void)a; f(x); return 0; }
int main(void) { return printf("%d\n", count) < 0; }
