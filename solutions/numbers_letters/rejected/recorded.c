// fails: time concurrency
#include <stdio.h>

int main(void)
{
    for (int k = 0; k < 6; k++)
        printf("Number: %d\nLetter: %c\n", k, 'A' + k);
    puts("Execution Over");
    return 0;
}
