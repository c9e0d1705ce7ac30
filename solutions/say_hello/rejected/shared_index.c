// fails: race output memory
/* Every thread looks at the loop variable of main. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static char **people;
static int current;

static void *say_hello(void *unused)
{
    (void)unused;
    char *name = people[current];
    printf("Hello to: %s\n", name);
    sleep(2);
    printf("Goodbye to: %s\n", name);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t t[argc];
    people = argv;
    for (current = 1; current < argc; current++)
        pthread_create(&t[current], NULL, say_hello, NULL);
    for (int i = 1; i < argc; i++)
        pthread_join(t[i], NULL);
    return 0;
}
