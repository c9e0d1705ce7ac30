// say_hello: everybody waits for the same 2 seconds, so one wait does for all
#include <stdio.h>
#include <time.h>

int main(int argc, char *argv[]) {
    struct timespec t = {2, 0};
    char **p;
    for (p = argv + 1; *p; p++)
        printf("Hello to: %s\n", *p);
    if (argc > 1)
        nanosleep(&t, 0);
    for (p = argv + 1; *p; p++)
        printf("Goodbye to: %s\n", *p);
    return 0;
}
