/* emeka */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *count_down(void *arg)
{
   char *name = arg;
   char *c = strrchr(name, ':');
   int n = atoi(c + 1);
   *c = 0;
   while (n > 0)
   {
      printf("%s Running: %d\n", name, n);
      sleep(1);
      n = n - 1;
   }
   printf("%s Completed\n", name);
   return NULL;
}

int main(int argc, char *argv[])
{
   pthread_t threads[70];
   for (int i = 1; i < argc; i++)
   {
      pthread_create(&threads[i], NULL, count_down, argv[i]);
      pthread_join(threads[i], NULL);
   }
   return 0;
}
