#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
  int i = 2;
  printf("[");
  while (i < argc) {
    int x = atoi(argv[i]);
    printf("%d, ", x * x);
  }
  printf("]\n");
  return 0;
}
