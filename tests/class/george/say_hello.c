#include <pthread.h>
#include <stdio.h>
#include <unistd.h>


void *greet(void *x)
{
  char *who = x;
  printf("Hello to: %s\n", who);
  sleep(2)
  printf("Goodbye to: %s\n", who);
  return NULL;
}

int main(int argc, char *argv[])
{
  pthread_t th[70];
  for (int i = 1; i < argc; i++) {
    pthread_create(&th[i], NULL, greet, argv[i]);
  }
  for (int i = 1; i < argc; i++)
    pthread_join(th[i], NULL);
  return 0;
}
