#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
void *f(void *p) { printf("Hello to: %s\n", (char *)p); sleep(2); printf("Goodbye to: %s\n", (char *)p); return p; }
int main(int c, char **v) {
  pthread_t t[c];
  for (int i = 1; i < c; i++) pthread_create(t + i, 0, f, v[i]);
  for (int i = 1; i < c; i++) pthread_join(t[i], 0);
}
