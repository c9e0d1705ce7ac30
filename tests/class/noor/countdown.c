#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *count_down(void *context)
{
   char *guest = context;
   char *c = strrchr(guest, ':');
   int n = atoi(c + 1);
   *c = 0;
   while (n > 0)
   {
      printf("%s Running: %d\n", guest, n);
      sleep(1);
      n = n - 1;
   }
   printf("%s Completed\n", guest);
   return NULL;
}

int main(int argc, char *argv[])
{
   pthread_t workers[70];
   for (int i = 1; i < argc; i++)
   {
      pthread_create(&workers[i], NULL, count_down, argv[i]);
   }
   for (int i = 1; i < argc; i++)
      pthread_join(workers[i], NULL);
   return 0;
}
