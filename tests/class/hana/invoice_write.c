#include <pthread.h>
#include <stdio.h>
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
void *f(void *p) {
  pthread_mutex_lock(&m);
  FILE *o = fopen("invoice.txt", "a");
  fprintf(o, "%s: Logged in at 8:00 AM\n", (char *)p), fclose(o);
  pthread_mutex_unlock(&m);
  printf("%s updated invoice\n", (char *)p);
  return p;
}
int main(int c, char **v) {
  pthread_t t[c];
  for (int i = 1; i < c; i++) pthread_create(t + i, 0, f, v[i]);
  for (int i = 1; i < c; i++) pthread_join(t[i], 0);
}
