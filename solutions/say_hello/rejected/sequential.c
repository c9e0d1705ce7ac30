// fails: time concurrency
/* No threads at all: one visit after the other. */
#include <stdio.h>
#include <unistd.h>

static void say_hello(const char *name)
{
    printf("Hello to: %s\n", name);
    sleep(2);
    printf("Goodbye to: %s\n", name);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        say_hello(argv[i]);
    return 0;
}
