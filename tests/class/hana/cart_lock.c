#include <pthread.h>
#include <stdio.h>
#include <string.h>
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
char *cart[64];
int n;
void *f(void *p) {
  char *c = strrchr(p, ':');
  pthread_mutex_lock(&m);
  printf("%.*s Added %s to inventory.\n", (int)(c - (char *)p), (char *)p, c + 1);
  cart[n++] = c + 1;
  pthread_mutex_unlock(&m);
  return p;
}
int main(int c, char **v) {
  pthread_t t[c];
  for (int i = 1; i < c; i++) pthread_create(t + i, 0, f, v[i]);
  for (int i = 1; i < c; i++) pthread_join(t[i], 0);
  printf("Final Cart: [");
  for (int i = 0; i < n; i++) printf(&", '%s'"[i ? 0 : 2], cart[i]);
  puts("]");
}
