#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

void *download(void *context)
{
   char *guest = context;
   printf("Downloading: %s\n", guest);
   sleep(3);
   printf("Finished: %s\n", guest);
   return NULL;
}

int main(int argc, char *argv[])
{
   pthread_t workers[70];
   for (int i = 1; i < argc; i++)
   {
      pthread_create(&workers[i], NULL, download, argv[i]);
   }
   for (int i = 1; i < argc; i++)
      pthread_join(workers[i], NULL);
   // everything has been downloaded
   return 0;
}
