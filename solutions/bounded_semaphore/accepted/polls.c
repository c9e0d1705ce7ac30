/* Whoever finds no place naps and looks again; a place is taken by compare and exchange. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static atomic_int places;

static int take_place(void)
{
    int left = places;
    while (left > 0)
        if (atomic_compare_exchange_strong(&places, &left, left - 1))
            return 1;
    return 0;
}

static void *visit(void *name)
{
    while (!take_place())
        usleep(10000);
    printf("%s enters\n", (const char *)name);
    sleep(1);
    printf("%s leaves\n", (const char *)name);
    places++;
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t ids[66];
    places = argc > 1 ? atoi(argv[1]) : 0;
    for (int i = 2; i < argc; i++)
        pthread_create(&ids[i], NULL, visit, argv[i]);
    for (int i = 2; i < argc; i++)
        pthread_join(ids[i], NULL);
    return 0;
}
