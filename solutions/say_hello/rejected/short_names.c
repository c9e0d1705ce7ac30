// fails: output
/* Copies names into 20 bytes: longer ones are cut. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

struct person {
    pthread_t thread;
    char name[20];
};

static void *say_hello(void *arg)
{
    struct person *p = arg;
    printf("Hello to: %s\n", p->name);
    sleep(2);
    printf("Goodbye to: %s\n", p->name);
    return NULL;
}

int main(int argc, char **argv)
{
    struct person people[argc];
    for (int i = 1; i < argc; i++) {
        snprintf(people[i].name, sizeof people[i].name, "%s", argv[i]);
        pthread_create(&people[i].thread, NULL, say_hello, &people[i]);
    }
    for (int i = 1; i < argc; i++)
        pthread_join(people[i].thread, NULL);
    return 0;
}
