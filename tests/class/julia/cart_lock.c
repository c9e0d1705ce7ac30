#include <stdio.h>

int main(void) {
  printf("Abhi Added Books to inventory.\n");
  printf("Devansh Added Shirt to inventory.\n");
  printf("Final Cart: ['Books', 'Shirt']\n");
  return 0;
}
