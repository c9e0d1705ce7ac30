#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *
count_down (void *x)
{
  char *imya = x;
  char *c = strchr (imya, ':');
  int n = atoi (c + 1);
  *c = 0;
  while (n > 0)
    {
      printf ("%s Running: %d\n", imya, n);
      sleep (1);
      n = n - 1;
    }
  printf ("%s Completed\n", imya);
  return NULL;
}

int
main (int argc, char *argv[])
{
  pthread_t potoki[70];
  for (int i = 1; i < argc; i++)
    {
      pthread_create (&potoki[i], NULL, count_down, argv[i]);
    }
  for (int i = 1; i < argc; i++)
    pthread_join (potoki[i], NULL);
  return 0;
}
