// fails: race
/* Each child lets a thread write its line into a buffer that the child writes to as well. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static char line[64];

static void *square(void *arg)
{
    long long x = atoll(arg);
    snprintf(line, sizeof line, "Square of %lld = %lld", x, x * x);
    return NULL;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (fork() == 0) {
            pthread_t thread;
            pthread_create(&thread, NULL, square, argv[i]);
            line[0] = '\0';
            pthread_join(thread, NULL);
            puts(line);
            exit(0);
        }
    }
    while (wait(NULL) > 0)
        continue;
    return 0;
}
