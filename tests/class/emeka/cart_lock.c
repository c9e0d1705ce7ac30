/* emeka */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

char *basket[70];
int total = 0;
pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;

void *add_to_cart(void *arg)
{
   char *name = arg;
   char *what = strrchr(name, ':');
   *what = 0;
   what++;
   pthread_mutex_lock(&mu);
   basket[total] = what;
   total++;
   printf("%s Added %s to inventory.\n", name, what);
   pthread_mutex_unlock(&mu);
   return NULL;
}

int main(int argc, char *argv[])
{
   pthread_t threads[70];
   for (int i = 1; i < argc; i++)
   {
      pthread_create(&threads[i], NULL, add_to_cart, argv[i]);
      pthread_join(threads[i], NULL);
   }
   printf("Final Cart: [");
   for (int k = 0; k < total; k++)
      printf("%s'%s'", k ? ", " : "", basket[k]);
   printf("]\n");
   return 0;
}
