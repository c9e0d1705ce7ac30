/* emeka */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
   printf("[");
   for (int i = 2; i < argc; i++)
   {
      long long x = atoll(argv[i]);
      sleep(1);
      printf("%s%lld", i > 2 ? ", " : "", x * x);
   }
   printf("]\n");
   return 0;
}
