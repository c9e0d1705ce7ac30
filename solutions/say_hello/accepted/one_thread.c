/* Everybody's wait is the same two seconds, so one wait is enough. */
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        printf("Hello to: %s\n", argv[i]);
    if (argc > 1)
        for (unsigned left = 2; left > 0;)
            left = sleep(left);
    for (int i = 1; i < argc; i++)
        printf("Goodbye to: %s\n", argv[i]);
    return 0;
}
