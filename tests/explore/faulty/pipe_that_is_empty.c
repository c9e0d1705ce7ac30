// explore: faulty deadlock
// A read from a pipe into which nobody will write any more.
#include <pthread.h>
#include <unistd.h>

static int ends[2];

static void *work(void *unused)
{
    char c;
    for (int i = 0; i < 2; i++)
        if (read(ends[0], &c, 1) != 1)
            break;
    return unused;
}

int main(void)
{
    pthread_t t;
    if (pipe(ends) < 0)
        return 0;
    pthread_create(&t, NULL, work, NULL);
    if (write(ends[1], "x", 1) == 1)
        pthread_join(t, NULL);
    return 0;
}
