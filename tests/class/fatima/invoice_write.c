#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;

void*
log_user(void* p)
{
  char* nm = p;
  pthread_mutex_lock(&mu);
  FILE* f = fopen("invoice.txt", "a");
  fprintf(f, "%s: Logged in at 8:00 AM\n", nm);
  fclose(f);
  pthread_mutex_unlock(&mu);
  printf("%s updated invoice\n", nm);
  return NULL;
}

int
main(int argc, char* argv[])
{
  pthread_t tid[70];
  for (int i = 1; i < argc; i++) {
    pthread_create(&tid[i], NULL, log_user, argv[i]);
  }
  for (int i = 1; i < argc; i++)
    pthread_join(tid[i], NULL);
  return 0;
}
