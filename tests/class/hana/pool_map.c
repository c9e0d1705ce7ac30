#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
long long a[64];
atomic_int next;
int n;
void *f(void *p) {
  for (int i; (i = next++) < n; a[i] *= a[i]) sleep(1);
  return p;
}
int main(int c, char **v) {
  pthread_t t[8];
  int w = atoi(v[1]);
  for (n = 0; n + 2 < c; n++) a[n] = atoll(v[n + 2]);
  for (int i = 0; i < w; i++) pthread_create(t + i, 0, f, 0);
  for (int i = 0; i < w; i++) pthread_join(t[i], 0);
  printf("[");
  for (int i = 0; i < n; i++) printf("%s%lld", i ? ", " : "", a[i]);
  puts("]");
}
