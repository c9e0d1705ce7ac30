// fails: time concurrency
/* main does all the work itself. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    long long squares[64];
    int n = argc - 2;
    for (int i = 0; i < n; i++) {
        long long x = atoll(argv[i + 2]);
        sleep(1);
        squares[i] = x * x;
    }
    printf("[");
    for (int i = 0; i < n; i++)
        printf("%s%lld", i > 0 ? ", " : "", squares[i]);
    printf("]\n");
    return 0;
}
