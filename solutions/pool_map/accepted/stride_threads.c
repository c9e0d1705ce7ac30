/* No queue: worker w takes the numbers w, w + WORKERS, w + 2 WORKERS, … */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct share {
    pthread_t thread;
    int first, step, end;
    char **numbers;
    int64_t *squares;
};

static void *square_share(void *arg)
{
    struct share *s = arg;

    for (int i = s->first; i < s->end; i += s->step) {
        struct timespec rest = {1, 0};
        int64_t x = strtol(s->numbers[i], NULL, 10);
        while (nanosleep(&rest, &rest) != 0)
            ;
        s->squares[i] = x * x;
    }
    return NULL;
}

int main(int argc, char **argv)
{
    int workers = argc > 1 ? atoi(argv[1]) : 1, count = argc > 2 ? argc - 2 : 0;
    int64_t *squares = calloc((size_t)count + 1, sizeof *squares);
    struct share shares[8];
    int status = 0, started = 0;

    if (workers > count)
        workers = count;
    if (squares == NULL || workers > 8)
        return 1;
    for (int w = 0; w < workers; w++) {
        shares[w] = (struct share){.first = w, .step = workers, .end = count, .numbers = argv + 2, .squares = squares};
        if (pthread_create(&shares[w].thread, NULL, square_share, &shares[w]) != 0) {
            status = 1;
            break;
        }
        started++;
    }
    for (int w = 0; w < started; w++)
        pthread_join(shares[w].thread, NULL);
    putchar('[');
    for (int i = 0; i < count; i++)
        printf(i == 0 ? "%" PRId64 : ", %" PRId64, squares[i]);
    puts("]");
    free(squares);
    return status;
}
