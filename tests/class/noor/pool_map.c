#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
long long number[64], result[64];
int how_many, position;

void *work(void *unused)
{
   int mine;
   (void)unused;
   for (;;)
   {
      pthread_mutex_lock(&mutex);
      mine = position;
      position = position + 1;
      pthread_mutex_unlock(&mutex);
      if (mine >= how_many)
         break;
      sleep(1);
      result[mine] = number[mine] * number[mine];
   }
   return NULL;
}

int main(int argc, char *argv[])
{
   int size = atoi(argv[1]);
   pthread_t threads[8];
   how_many = argc - 2;
   for (int i = 0; i < how_many; i++)
      number[i] = atoll(argv[i + 2]);
   for (int i = 0; i < size; i++)
      pthread_create(&threads[i], NULL, work, NULL);
   for (int i = 0; i < size; i++)
      pthread_join(threads[i], NULL);
   printf("[");
   for (int i = 0; i < how_many; i++)
      printf("%s%lld", i ? ", " : "", result[i]);
   printf("]\n");
   return 0;
}
