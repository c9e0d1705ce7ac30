#include <stdio.h>
#include <stdlib.h>
int main(void)
{
    int *p = malloc(40);
    p[2] = 7;
    free(p);
    printf("%d\n", p[2]);
    return 0;
}
