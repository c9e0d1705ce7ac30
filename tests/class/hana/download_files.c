#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int main(int c, char **v) {
  while (*++v)
    if (!fork())
      return printf("Downloading: %s\n", *v), fflush(stdout), sleep(3), printf("Finished: %s\n", *v), 0;
  while (wait(0) > 0);
  return c < 0;
}
