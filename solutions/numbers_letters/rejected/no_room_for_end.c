// fails: memory
/* `Letter: A` has nine letters, but a text needs a byte more. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *print_numbers(void *arg)
{
    for (int i = 0; i <= 5; i++) {
        printf("Number: %d\n", i);
        sleep(1);
    }
    return arg;
}

static void *print_letters(void *arg)
{
    for (char c = 'A'; c <= 'F'; c++) {
        char line[9];
        sprintf(line, "Letter: %c", c);
        puts(line);
        sleep(1);
    }
    return arg;
}

int main(void)
{
    pthread_t numbers, letters;
    pthread_create(&numbers, NULL, print_numbers, NULL);
    pthread_create(&letters, NULL, print_letters, NULL);
    pthread_join(numbers, NULL);
    pthread_join(letters, NULL);
    printf("Execution Over\n");
    return 0;
}
