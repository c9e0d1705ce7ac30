// fails: exclusion
/* One descriptor for all, and write takes no lock. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int fd;

static void *write_data(void *arg)
{
    char *user = arg;

    char line[200];
    int size = snprintf(line, sizeof line, "%s: Logged in at 8:00 AM\n", user);
    if (write(fd, line, size) != size)
        perror("write");
    printf("%s updated invoice\n", user);
    return NULL;
}

int main(int argc, char **argv)
{
    fd = open("invoice.txt", O_WRONLY | O_APPEND | O_CREAT, 0644);
    pthread_t *threads = calloc(argc, sizeof *threads);

    for (int i = 1; i < argc; i++)
        pthread_create(&threads[i], NULL, write_data, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(threads[i], NULL);
    free(threads);
    close(fd);
    return 0;
}
