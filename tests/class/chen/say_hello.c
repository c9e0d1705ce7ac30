#include <stdio.h>
#include <threads.h>

int run(void* name) {
  printf("Hello to: %s\n", (char*)name);
  thrd_sleep(&(struct timespec){.tv_sec = 2}, NULL);
  printf("Goodbye to: %s\n", (char*)name);
  return 0;
}

int main(int argc, char** argv) {
  thrd_t threads[65];
  for (int i = 1; i < argc; ++i) {
    thrd_create(&threads[i], run, argv[i]);
  }
  for (int i = 1; i < argc; ++i) {
    thrd_join(threads[i], NULL);
  }
}
