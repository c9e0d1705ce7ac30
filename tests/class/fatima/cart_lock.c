#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

char* items[70];
int count = 0;
pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;

void*
add_to_cart(void* p)
{
  char* nm = p;
  char* what = strrchr(nm, ':');
  *what = 0;
  what++;
  pthread_mutex_lock(&mu);
  items[count] = what;
  count++;
  printf("%s Added %s to inventory.\n", nm, what);
  pthread_mutex_unlock(&mu);
  return NULL;
}

int
main(int argc, char* argv[])
{
  pthread_t tid[70];
  for (int i = 1; i < argc; i++) {
    pthread_create(&tid[i], NULL, add_to_cart, argv[i]);
  }
  for (int i = 1; i < argc; i++)
    pthread_join(tid[i], NULL);
  printf("Final Cart: [");
  for (int k = 0; k < count; k++)
    printf("%s'%s'", k ? ", " : "", items[k]);
  printf("]\n");
  return 0;
}
