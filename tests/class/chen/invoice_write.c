#include <stdio.h>
#include <threads.h>

mtx_t mutex;

int log_in(void* p) {
  mtx_lock(&mutex);
  FILE* f = fopen("invoice.txt", "a+");
  fprintf(f, "%s: Logged in at 8:00 AM\n", (char*)p);
  fclose(f);
  printf("%s updated invoice\n", (char*)p);
  mtx_unlock(&mutex);
  return 0;
}

int main(int argc, char** argv) {
  thrd_t threads[65];
  mtx_init(&mutex, mtx_plain);
  for (int i = 1; i < argc; ++i) {
    thrd_create(&threads[i], log_in, argv[i]);
  }
  for (int i = 1; i < argc; ++i) {
    thrd_join(threads[i], NULL);
  }
  mtx_destroy(&mutex);
}
