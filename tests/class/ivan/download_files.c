#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

void *
download (void *x)
{
  char *imya = x;
  printf ("Downloading: %s\n", imya);
  sleep (3);
  printf ("Finished: %s\n", imya);
  return NULL;
}

int
main (int argc, char *argv[])
{
  pthread_t potoki[70];
  for (int i = 1; i < argc; i++)
    {
      pthread_create (&potoki[i], NULL, download, argv[i]);
    }
  for (int i = 1; i < argc; i++)
    pthread_join (potoki[i], NULL);
  return 0;
}
