/* A semaphore as the lock; the line goes out by open, write and close. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static sem_t file_is_free;

static int write_all(int fd, const char *text, size_t size)
{
    while (size > 0) {
        ssize_t done = write(fd, text, size);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return -1;
        text += done;
        size -= (size_t)done;
    }
    return 0;
}

static int append(const char *user)
{
    char line[128];
    int size = snprintf(line, sizeof line, "%s: Logged in at 8:00 AM\n", user);
    int fd = open("invoice.txt", O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    int result;

    if (fd < 0 || size < 0 || (size_t)size >= sizeof line)
        return -1;
    result = write_all(fd, line, (size_t)size);
    return close(fd) == 0 ? result : -1;
}

static void *update(void *user)
{
    int result;

    while (sem_wait(&file_is_free) == -1 && errno == EINTR)
        ;
    result = append(user);
    sem_post(&file_is_free);
    if (result == 0)
        printf("%s updated invoice\n", (char *)user);
    return NULL;
}

int main(int argc, char **argv)
{
    int n = 0;
    pthread_t *threads = malloc(((size_t)argc + 1) * sizeof *threads);

    if (threads == NULL || sem_init(&file_is_free, 0, 1) != 0)
        return 1;
    for (int i = 1; i < argc; i++)
        if (pthread_create(&threads[n], NULL, update, argv[i]) == 0)
            n++;
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    sem_destroy(&file_is_free);
    free(threads);
    return argc > 1 && n < argc - 1;
}
