/* emeka */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

void *greet(void *arg)
{
   char *name = arg;
   printf("Hello to: %s\n", name);
   sleep(2);
   printf("Goodbye to: %s\n", name);
   return NULL;
}

int main(int argc, char *argv[])
{
   pthread_t threads[70];
   for (int i = 1; i < argc; i++)
   {
      pthread_create(&threads[i], NULL, greet, argv[i]);
      pthread_join(threads[i], NULL);
   }
   return 0;
}
