#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *numbers(void *arg)
{
    for (int k = 0; k <= 5; k++) {
        printf("Number: %d\n", k);
        sleep(1);
    }
    return arg;
}

static void *letters(void *arg)
{
    for (char c = 'A'; c <= 'F'; c++) {
        printf("Letter: %c\n", c);
        sleep(1);
    }
    return arg;
}

int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, numbers, NULL);
    pthread_create(&b, NULL, letters, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    puts("Execution Over");
    return 0;
}
