#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
int number[64], result[64];
int how_many, position;

void *work(void *unused)
{
    int mine;
    (void)unused;
    for (;;)
    {
        pthread_mutex_lock(&mu);
        mine = position;
        position = position + 1;
        pthread_mutex_unlock(&mu);
        if (mine >= how_many)
            break;
        sleep(1);
        result[mine] = number[mine] * number[mine];
    }
    return NULL;
}

int main(int argc, char *argv[])
{
    int workers = atoi(argv[1]);
    pthread_t th[8];
    how_many = argc - 2;
    for (int i = 0; i < how_many; i++)
        number[i] = atoi(argv[i + 2]);
    for (int i = 0; i < workers; i++)
        pthread_create(&th[i], NULL, work, NULL);
    for (int i = 0; i < workers; i++)
        pthread_join(th[i], NULL);
    printf("[");
    for (int i = 0; i < how_many; i++)
        printf("%s%d", i ? ", " : "", result[i]);
    printf("]\n");
    return 0;
}
