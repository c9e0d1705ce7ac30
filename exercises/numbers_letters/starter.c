/*
 * Usage: numbers_letters
 *
 * README.md says what the program must do. Write your program here and save it as numbers_letters.c.
 */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *numbers(void *arg)
{
    /* Print "Number: 0" to "Number: 5" and wait 1 second after each line. */
    return arg;
}

static void *letters(void *arg)
{
    /* Print "Letter: A" to "Letter: F" and wait 1 second after each line. */
    return arg;
}

int main(void)
{
    /* Start a thread for each of the two functions. */
    (void)numbers;
    (void)letters;
    /* Then wait for both, and print "Execution Over". */
    return 0;
}
