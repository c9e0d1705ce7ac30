// fails: time
/* The letters leave out the wait after the last line; the numbers hide it in the total. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *numbers(void *unused)
{
    for (int i = 0; i < 6; i++) {
        printf("Number: %d\n", i);
        sleep(1);
    }
    return unused;
}

static void *letters(void *unused)
{
    for (char c = 'A'; c <= 'F'; c++) {
        if (c > 'A')
            sleep(1);
        printf("Letter: %c\n", c);
    }
    return unused;
}

int main(void)
{
    pthread_t first, second;
    pthread_create(&first, NULL, numbers, NULL);
    pthread_create(&second, NULL, letters, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    printf("Execution Over\n");
    return 0;
}
