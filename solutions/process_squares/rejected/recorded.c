// fails: output concurrency
#include <stdio.h>

int main(void)
{
    for (int x = 1; x <= 5; x++)
        printf("Square of %d = %d\n", x, x * x);
    return 0;
}
