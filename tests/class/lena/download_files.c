#include <stdio.h>

int main(void)
{
    /* TODO */
    return 0;
}
