// fails: output
#include <stdio.h>

/* The notebook's output, whatever the arguments are. */
int main(void)
{
    puts("Abhi Added Books to inventory.");
    puts("Devansh Added Shirt to inventory.");
    puts("Final Cart: ['Books', 'Shirt']");
    return 0;
}
