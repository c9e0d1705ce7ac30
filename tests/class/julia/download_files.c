#include <stdio.h>
#include <unistd.h>

int main(void) {
  printf("Downloading: File1\n");
  printf("Downloading: File3\n");
  printf("Downloading: File5\n");
  sleep(3);
  printf("Finished: File1\n");
  printf("Finished: File3\n");
  printf("Finished: File5\n");
  return 0;
}
