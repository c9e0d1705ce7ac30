/* C11 threads; the first one is run by main itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

static int count_down(void *arg)
{
    const char *job = arg;
    const char *colon = strrchr(job, ':');
    int length = (int)(colon - job);

    for (int k = atoi(colon + 1); k >= 1; --k) {
        struct timespec left = {.tv_sec = 1};
        printf("%.*s Running: %d\n", length, job, k);
        while (thrd_sleep(&left, &left) == -1)
            ;
    }
    printf("%.*s Completed\n", length, job);
    return 0;
}

int main(int argc, char **argv)
{
    thrd_t threads[argc > 0 ? argc : 1];
    int started = 0;

    for (int i = 1; i < argc; i++)
        if (strrchr(argv[i], ':') == NULL)
            return EXIT_FAILURE;
    for (int i = 2; i < argc; i++, started++)
        if (thrd_create(&threads[started], count_down, argv[i]) != thrd_success)
            break;
    if (argc > 1)
        count_down(argv[1]);
    for (int i = 0; i < started; i++)
        thrd_join(threads[i], NULL);
    return argc > 2 && started < argc - 2 ? EXIT_FAILURE : EXIT_SUCCESS;
}
