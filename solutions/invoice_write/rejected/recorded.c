// fails: output
/* The notebook's two users, whoever is named. */
#include <stdio.h>

int main(void)
{
    FILE *f = fopen("invoice.txt", "a");
    fputs("Abhi: Logged in at 8:00 AM\nLavanya: Logged in at 8:00 AM\n", f);
    fclose(f);
    puts("Abhi updated invoice");
    puts("Lavanya updated invoice");
    return 0;
}
