// fails: output
/* Reads the name with %s, which stops at the first space. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *say_hello(void *arg)
{
    char name[100] = "";
    sscanf(arg, "%99s", name);
    printf("Hello to: %s\n", name);
    sleep(2);
    printf("Goodbye to: %s\n", name);
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
