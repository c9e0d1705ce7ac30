/* C11 threads with a mtx_t; the line on the terminal is printed inside the lock too. */
#include <stdio.h>
#include <stdlib.h>
#include <threads.h>

static mtx_t lock;

static int write_data(void *arg)
{
    const char *user = arg;
    int result = 1;

    mtx_lock(&lock);
    FILE *f = fopen("invoice.txt", "a");
    if (f != NULL) {
        fprintf(f, "%s: Logged in at 8:00 AM\n", user);
        if (fclose(f) == 0) {
            printf("%s updated invoice\n", user);
            result = 0;
        }
    }
    mtx_unlock(&lock);
    return result;
}

int main(int argc, char *argv[])
{
    thrd_t *threads = calloc((size_t)argc + 1, sizeof *threads);
    int count = 0, failed = 0;

    if (threads == NULL || mtx_init(&lock, mtx_plain) == thrd_error)
        return EXIT_FAILURE;
    for (int i = 1; i < argc; i++) {
        if (thrd_create(&threads[count], write_data, argv[i]) == thrd_success)
            count++;
        else
            failed = 1;
    }
    for (int i = 0; i < count; i++) {
        int result;
        if (thrd_join(threads[i], &result) != thrd_success || result != 0)
            failed = 1;
    }
    mtx_destroy(&lock);
    free(threads);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
