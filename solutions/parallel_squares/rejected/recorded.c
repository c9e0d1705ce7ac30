// fails: output concurrency
#include <stdio.h>

int main(void)
{
    for (int i = 0; i < 3; i++)
        puts("Sum: 1291890006563070912");
    puts("Time with Multi-processing: 0.951");
    return 0;
}
