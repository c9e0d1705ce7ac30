#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
void *f(void *p) {
  char *c = strrchr(p, ':');
  int l = c - (char *)p;
  for (int k = atoi(c + 1); k; k--) printf("%.*s Running: %d\n", l, (char *)p, k), sleep(1);
  printf("%.*s Completed\n", l, (char *)p);
  return p;
}
int main(int c, char **v) {
  pthread_t t[c];
  for (int i = 1; i < c; i++) pthread_create(t + i, 0, f, v[i]);
  for (int i = 1; i < c; i++) pthread_join(t[i], 0);
}
