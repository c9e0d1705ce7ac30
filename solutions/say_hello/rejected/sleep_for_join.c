// fails: cleanup time output
/* main sleeps as long as the visits take and hopes that they are over by then. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *say_hello(void *name)
{
    printf("Hello to: %s\n", (char *)name);
    sleep(2);
    printf("Goodbye to: %s\n", (char *)name);
    return NULL;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        pthread_t t;
        pthread_create(&t, NULL, say_hello, argv[i]);
    }
    if (argc > 1)
        usleep(2100000);
    return 0;
}
