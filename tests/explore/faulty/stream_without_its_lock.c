// explore: faulty race
// putc_unlocked() takes no lock, printf() does: they do not keep out of each other's way.
#include <pthread.h>
#include <stdio.h>

static void *letters(void *unused)
{
    putc_unlocked('a', stdout);
    putc_unlocked('\n', stdout);
    return unused;
}

int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, letters, NULL);
    printf("main\n");
    pthread_join(t, NULL);
    return 0;
}
