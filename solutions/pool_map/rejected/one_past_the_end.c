// fails: memory
/* Looks at one number more than there are. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static long long *numbers;
static int count, next;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *work(void *arg)
{
    for (;;) {
        pthread_mutex_lock(&lock);
        int i = next++;
        pthread_mutex_unlock(&lock);
        if (i >= count)
            return arg;
        sleep(1);
        numbers[i] *= numbers[i];
    }
}

int main(int argc, char **argv)
{
    pthread_t threads[8];
    int workers = atoi(argv[1]);
    long long sum = 0;

    count = argc - 2;
    numbers = malloc((size_t)count * sizeof *numbers);
    for (int i = 0; i < count; i++)
        numbers[i] = atoll(argv[i + 2]);
    if (workers > count)
        workers = count;
    for (int i = 0; i < workers; i++)
        pthread_create(&threads[i], NULL, work, NULL);
    for (int i = 0; i < workers; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i <= count; i++)
        sum += numbers[i];
    fprintf(stderr, "sum %lld\n", sum);
    printf("[");
    for (int i = 0; i < count; i++)
        printf("%s%lld", i > 0 ? ", " : "", numbers[i]);
    printf("]\n");
    return 0;
}
