/* C11 threads; a thread is detached as soon as it is made, and main leaves by thrd_exit. */
#include <stdio.h>
#include <stdlib.h>
#include <threads.h>

static int say_hello(void *name)
{
    struct timespec left = {2, 0};

    printf("Hello to: %s\n", (char *)name);
    while (thrd_sleep(&left, &left) == -1)
        continue;
    printf("Goodbye to: %s\n", (char *)name);
    return 0;
}

int main(int argc, char *argv[])
{
    for (int i = 1; i < argc; i++) {
        thrd_t thread;
        if (thrd_create(&thread, say_hello, argv[i]) != thrd_success || thrd_detach(thread) != thrd_success) {
            fputs("say_hello: no thread\n", stderr);
            return EXIT_FAILURE;
        }
    }
    thrd_exit(EXIT_SUCCESS);
}
