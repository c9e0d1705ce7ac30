#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
long long number[64], result[64];
int how_many, position;

void* work(void* unused)
{
    int mine;
    (void)unused;
    for (;;) {
        pthread_mutex_lock(&lock);
        mine = position;
        position = position + 1;
        pthread_mutex_unlock(&lock);
        if (mine >= how_many)
            break;

        result[mine] = number[mine] * number[mine];
    }
    return NULL;
}

int main(int argc, char* argv[])
{
    int workers = atoi(argv[1]);
    pthread_t t[8];
    how_many = argc - 2;
    for (int i = 0; i < how_many; i++)
        number[i] = atoll(argv[i + 2]);
    for (int i = 0; i < workers; i++)
        pthread_create(&t[i], NULL, work, NULL);
    for (int i = 0; i < workers; i++)
        pthread_join(t[i], NULL);
    printf("[");
    for (int i = 0; i < how_many; i++)
        printf("%s%lld", i ? ", " : "", result[i]);
    printf("]\n");
    return 0;
}
