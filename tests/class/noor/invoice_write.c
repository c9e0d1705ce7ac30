#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

void *log_user(void *context)
{
   char *guest = context;
   pthread_mutex_lock(&mutex);
   FILE *f = fopen("invoice.txt", "a");
   fprintf(f, "%s: Logged in at 8:00 AM\n", guest);
   fclose(f);
   pthread_mutex_unlock(&mutex);
   printf("%s updated invoice\n", guest);
   return NULL;
}

int main(int argc, char *argv[])
{
   pthread_t workers[70];
   for (int i = 1; i < argc; i++)
   {
      pthread_create(&workers[i], NULL, log_user, argv[i]);
   }
   for (int i = 1; i < argc; i++)
      pthread_join(workers[i], NULL);
   return 0;
}
