#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;

void *
log_user (void *x)
{
  char *imya = x;
  pthread_mutex_lock (&mu);
  FILE *f = fopen ("invoice.txt", "w");
  fprintf (f, "%s: Logged in at 8:00 AM\n", imya);
  fclose (f);
  pthread_mutex_unlock (&mu);
  printf ("%s updated invoice\n", imya);
  return NULL;
}

int
main (int argc, char *argv[])
{
  pthread_t potoki[70];
  for (int i = 1; i < argc; i++)
    {
      pthread_create (&potoki[i], NULL, log_user, argv[i]);
    }
  for (int i = 1; i < argc; i++)
    pthread_join (potoki[i], NULL);
  return 0;
}
