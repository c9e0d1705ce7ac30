/* emeka */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;

void *log_user(void *arg)
{
   char *name = arg;
   pthread_mutex_lock(&mu);
   FILE *f = fopen("invoice.txt", "a");
   fprintf(f, "%s: Logged in at 8:00 AM\n", name);
   fclose(f);
   pthread_mutex_unlock(&mu);
   printf("%s updated invoice\n", name);
   return NULL;
}

int main(int argc, char *argv[])
{
   pthread_t threads[70];
   for (int i = 1; i < argc; i++)
   {
      pthread_create(&threads[i], NULL, log_user, argv[i]);
      pthread_join(threads[i], NULL);
   }
   return 0;
}
