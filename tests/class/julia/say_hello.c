#include <stdio.h>
#include <unistd.h>

int main(void) {
  printf("Hello to: Ujjwal\n");
  printf("Hello to: Rahul\n");
  printf("Hello to: Devansh\n");
  sleep(2);
  printf("Goodbye to: Ujjwal\n");
  printf("Goodbye to: Rahul\n");
  printf("Goodbye to: Devansh\n");
  return 0;
}
