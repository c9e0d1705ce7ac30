#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

char *basket[70];
int total = 0;
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

void *add_to_cart(void *context)
{
   char *guest = context;
   char *what = strrchr(guest, ':');
   *what = 0;
   what++;
   pthread_mutex_lock(&mutex);
   basket[total] = what;
   total++;
   printf("%s Added %s to inventory.\n", guest, what);
   pthread_mutex_unlock(&mutex);
   return NULL;
}

int main(int argc, char *argv[])
{
   pthread_t workers[70];
   for (int i = 1; i < argc; i++)
   {
      pthread_create(&workers[i], NULL, add_to_cart, argv[i]);
   }
   for (int i = 1; i < argc; i++)
      pthread_join(workers[i], NULL);
   printf("Final Cart: [");
   for (int k = 0; k < total; k++)
      printf("%s'%s'", k ? ", " : "", basket[k]);
   printf("]\n");
   return 0;
}
