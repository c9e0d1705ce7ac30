#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

char** args;
void*
greet(void* p)
{
  int k = *(int*)p;
  printf("Hello to: %s\n", args[k]);
  sleep(2);
  printf("Goodbye to: %s\n", args[k]);
  return NULL;
}

int
main(int argc, char* argv[])
{
  args = argv;
  pthread_t tid[70];
  for (int i = 1; i < argc; i++) {
    pthread_create(&tid[i], NULL, greet, &i);
  }
  for (int i = 1; i < argc; i++)
    pthread_join(tid[i], NULL);
  return 0;
}
