/* A binary semaphore, nanosleep, and one write for each attempt. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static sem_t machine;
static int funds, amount;

static void wait_second(void)
{
    struct timespec t = {1, 0};
    while (nanosleep(&t, &t) != 0 && errno == EINTR)
        continue;
}

static void *customer(void *arg)
{
    for (int k = 1; k <= 10; k++) {
        char text[256];
        int length;
        while (sem_wait(&machine) != 0)
            continue;
        if (funds >= amount) {
            wait_second();
            funds -= amount;
            length = snprintf(text, sizeof text, "Withdrew: %d Name: %s Remaining Fund: %d\n%d Transaction Over\n", amount,
                              (char *)arg, funds, k);
        } else {
            length = snprintf(text, sizeof text, "Insufficient Funds: %d Cannot withdraw for: %s\n%d Transaction Over\n",
                              funds, (char *)arg, k);
        }
        if (write(STDOUT_FILENO, text, (size_t)length) != length)
            exit(1);
        sem_post(&machine);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    funds = argc > 1 ? atoi(argv[1]) : 0;
    amount = argc > 2 ? atoi(argv[2]) : 1;
    sem_init(&machine, 0, 1);
    for (int i = 3; i < argc; i++)
        pthread_create(&threads[i - 3], NULL, customer, argv[i]);
    for (int i = 3; i < argc; i++)
        pthread_join(threads[i - 3], NULL);
    printf("Final Balance: %d\n", funds);
    sem_destroy(&machine);
    return 0;
}
