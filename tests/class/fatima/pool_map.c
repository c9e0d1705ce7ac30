#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

long long number[64], result[64];
int how_many, next_index;

void*
work(void* unused)
{
  int k;
  (void)unused;
  for (;;) {

    k = next_index;
    next_index = next_index + 1;

    if (k >= how_many)
      break;
    sleep(1);
    result[k] = number[k] * number[k];
  }
  return NULL;
}

int
main(int argc, char* argv[])
{
  int workers = atoi(argv[1]);
  pthread_t tid[8];
  how_many = argc - 2;
  for (int i = 0; i < how_many; i++)
    number[i] = atoll(argv[i + 2]);
  for (int i = 0; i < workers; i++)
    pthread_create(&tid[i], NULL, work, NULL);
  for (int i = 0; i < workers; i++)
    pthread_join(tid[i], NULL);
  printf("[");
  for (int i = 0; i < how_many; i++)
    printf("%s%lld", i ? ", " : "", result[i]);
  printf("]\n");
  return 0;
}
