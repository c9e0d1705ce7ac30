#include <stdio.h>
#include <string.h>
#include <threads.h>

typedef struct {
  mtx_t mutex;
  char* items[64];
  int count;
} Cart;
Cart cart;

int add(void* p) {
  char* user = p;
  char* item = strrchr(user, ':') + 1;
  mtx_lock(&cart.mutex);
  item[-1] = 0;
  cart.items[cart.count++] = item;
  printf("%s Added %s to inventory.\n", user, item);
  mtx_unlock(&cart.mutex);
  return 0;
}

int main(int argc, char** argv) {
  thrd_t threads[65];
  mtx_init(&cart.mutex, mtx_plain);
  for (int i = 1; i < argc; ++i) {
    thrd_create(&threads[i], add, argv[i]);
  }
  for (int i = 1; i < argc; ++i) {
    thrd_join(threads[i], NULL);
  }
  printf("Final Cart: [");
  for (int i = 0; i < cart.count; ++i) {
    printf(i == 0 ? "'%s'" : ", '%s'", cart.items[i]);
  }
  puts("]");
  mtx_destroy(&cart.mutex);
}
