/* Lock, open, write, close, unlock: everything that touches the file lies inside the lock. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int append(const char *user)
{
    FILE *invoice = fopen("invoice.txt", "a");
    int ok;

    if (invoice == NULL)
        return -1;
    ok = fprintf(invoice, "%s: Logged in at 8:00 AM\n", user) > 0;
    return fclose(invoice) == 0 && ok ? 0 : -1;
}

static void *write_data(void *user)
{
    int result;

    pthread_mutex_lock(&lock);
    result = append(user);
    pthread_mutex_unlock(&lock);
    if (result != 0) {
        perror("invoice.txt");
        return user;
    }
    printf("%s updated invoice\n", (char *)user);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t *threads = calloc((size_t)argc + 1, sizeof *threads);
    int started = 1, failed;

    if (threads == NULL)
        return 1;
    while (started < argc && pthread_create(&threads[started], NULL, write_data, argv[started]) == 0)
        started++;
    failed = started < argc;
    for (int i = 1; i < started; i++) {
        void *result = NULL;
        failed |= pthread_join(threads[i], &result) != 0 || result != NULL;
    }
    free(threads);
    return failed;
}
