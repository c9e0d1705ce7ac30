#include <stdio.h>
#include <stdlib.h>
#include <threads.h>

long long values[64];

int square(void* p) {
  long long* v = p;
  thrd_sleep(&(struct timespec){.tv_sec = 1}, NULL);
  *v *= *v;
  return 0;
}

int main(int argc, char** argv) {
  int workers = atoi(argv[1]);
  int n = argc - 2;
  thrd_t threads[64];
  for (int i = 0; i < n; ++i) {
    values[i] = atoll(argv[i + 2]);
  }
  // a round of threads for each group of numbers
  for (int start = 0; start < n; start += workers) {
    int end = start + workers < n ? start + workers : n;
    for (int i = start; i < end; ++i) {
      thrd_create(&threads[i], square, &values[i]);
    }
    for (int i = start; i < end; ++i) {
      thrd_join(threads[i], NULL);
    }
  }
  printf("[");
  for (int i = 0; i < n; ++i) {
    printf("%s%lld", i ? ", " : "", values[i]);
  }
  printf("]\n");
}
