// fails: output
/* The newline after Goodbye is missing. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *say_hello(void *name)
{
    printf("Hello to: %s\n", (char *)name);
    sleep(2);
    printf("Goodbye to: %s", (char *)name);
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
