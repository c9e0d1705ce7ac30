#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void*
count_down(void* p)
{
  char* nm = p;
  char* c = strrchr(nm, ':');
  int n = atoi(c + 1);
  *c = 0;
  while (n > 0) {
    printf("%s Running: %d\n", nm, n);
    sleep(1);
    n = n - 1;
  }
  printf("%s Completed\n", nm);
  return NULL;
}

int
main(int argc, char* argv[])
{
  pthread_t tid[70];
  for (int i = 1; i < argc; i++) {
    pthread_create(&tid[i], NULL, count_down, argv[i]);
  }
  for (int i = 1; i < argc; i++)
    pthread_join(tid[i], NULL);
  return 0;
}
