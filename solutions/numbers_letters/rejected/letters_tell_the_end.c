// fails: output
/* The end is told by one of the two, which cannot know whether the other is done. */
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
        printf("Letter: %c\n", c);
        sleep(1);
    }
    printf("Execution Over\n");
    return unused;
}

int main(void)
{
    pthread_t first, second;
    pthread_create(&first, NULL, numbers, NULL);
    pthread_create(&second, NULL, letters, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return 0;
}
