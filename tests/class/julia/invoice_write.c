#include <stdio.h>

int main(void) {
  printf("Abhi updated invoice\n");
  printf("Lavanya updated invoice\n");
  return 0;
}
