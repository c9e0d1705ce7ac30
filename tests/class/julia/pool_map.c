#include <stdio.h>
#include <unistd.h>

int main(void) {
  sleep(3);
  printf("[1, 4, 9, 16, 25]\n");
  return 0;
}
