// fails: race output
/* All threads build their lines in one global buffer. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static char line[256];

static void say(const char *what, const char *name)
{
    snprintf(line, sizeof line, "%s to: %s", what, name);
    puts(line);
}

static void *say_hello(void *name)
{
    say("Hello", name);
    sleep(2);
    say("Goodbye", name);
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
