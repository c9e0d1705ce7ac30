// fails: output concurrency
/* Prints what the notebook shows. */
#include <stdio.h>

int main(void)
{
    printf("Final Value: 200000\n");
    return 0;
}
