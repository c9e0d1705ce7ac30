#include <stdio.h>
#include <unistd.h>

int main(void) {
  printf("Task1 Running: 5\n");
  printf("Task5 Running: 10\n");
  sleep(1);
  printf("Task1 Running: 4\n");
  printf("Task5 Running: 9\n");
  sleep(1);
  printf("Task1 Running: 3\n");
  printf("Task5 Running: 8\n");
  sleep(1);
  printf("Task1 Running: 2\n");
  printf("Task5 Running: 7\n");
  sleep(1);
  printf("Task1 Running: 1\n");
  printf("Task5 Running: 6\n");
  sleep(1);
  printf("Task1 Completed\n");
  printf("Task5 Running: 5\n");
  sleep(1);
  printf("Task5 Running: 4\n");
  sleep(1);
  printf("Task5 Running: 3\n");
  sleep(1);
  printf("Task5 Running: 2\n");
  sleep(1);
  printf("Task5 Running: 1\n");
  sleep(1);
  printf("Task5 Completed\n");
  return 0;
}
