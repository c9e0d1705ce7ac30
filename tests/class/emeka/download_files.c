/* emeka */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

void *download(void *arg)
{
   char *name = arg;
   printf("Downloading: %s\n", name);
   sleep(3);
   printf("Finished: %s\n", name);
   return NULL;
}

int main(int argc, char *argv[])
{
   pthread_t threads[70];
   for (int i = 1; i < argc; i++)
   {
      pthread_create(&threads[i], NULL, download, argv[i]);
      pthread_join(threads[i], NULL);
   }
   return 0;
}
