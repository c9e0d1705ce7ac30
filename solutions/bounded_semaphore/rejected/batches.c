// fails: time concurrency
/* LIMIT threads at a time; the rest are started when all of those have left. The last batch is one person too small. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void *visit(void *arg)
{
    const char *name = arg;

    printf("%s enters\n", name);
    sleep(1);
    printf("%s leaves\n", name);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    int limit = argc > 1 ? atoi(argv[1]) : 1, count = argc - 2, inside = 0;

    for (int i = 0; i < count; i++) {
        pthread_create(&threads[i], NULL, visit, argv[i + 2]);
        if (++inside == limit || i == count - 2)
            while (inside > 0)
                pthread_join(threads[i - --inside], NULL);
    }
    while (inside > 0)
        pthread_join(threads[count - inside--], NULL);
    return 0;
}
