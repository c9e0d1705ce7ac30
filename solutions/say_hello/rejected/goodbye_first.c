// fails: output time concurrency
/* The two lines are swapped. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *say_hello(void *name)
{
    printf("Goodbye to: %s\n", (char *)name);
    sleep(2);
    printf("Hello to: %s\n", (char *)name);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t t[argc];
    for (int i = 1; i < argc; i++)
        pthread_create(&t[i], NULL, say_hello, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(t[i], NULL);
    return 0;
}
