#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

void *
greet (void *x)
{
  char *imya = x;
  printf ("Hello to: %s\n", imya);
  sleep (2);
  printf ("Goodbye to: %s\n", imya);
  return NULL;
}

int
main (int argc, char *argv[])
{
  pthread_t potoki[70];
  for (int i = 1; i < argc; i++)
    {
      pthread_create (&potoki[i], NULL, greet, argv[i]);
    }
  for (int i = 1; i < argc; i++)
    pthread_join (potoki[i], NULL);
  return 0;
}
