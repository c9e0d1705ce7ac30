// fails: time
/* Greets all, but then waits 2 seconds before each goodbye. */
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        printf("Hello to: %s\n", argv[i]);
    for (int i = 1; i < argc; i++) {
        sleep(2);
        printf("Goodbye to: %s\n", argv[i]);
    }
    return 0;
}
