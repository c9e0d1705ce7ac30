/* One descriptor for all threads: a bare write takes no lock, so a mutex guards it. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct invoice {
    int fd;
    pthread_mutex_t lock;
};

struct user {
    const char *name;
    struct invoice *invoice;
    pthread_t thread;
};

static void put(int fd, const char *text)
{
    for (size_t left = strlen(text); left > 0;) {
        ssize_t done = write(fd, text, left);
        if (done < 0 && errno != EINTR)
            return;
        if (done > 0) {
            text += done;
            left -= (size_t)done;
        }
    }
}

static void *log_in(void *arg)
{
    struct user *u = arg;

    pthread_mutex_lock(&u->invoice->lock);
    put(u->invoice->fd, u->name);
    put(u->invoice->fd, ": Logged in at 8:00 AM\n");
    pthread_mutex_unlock(&u->invoice->lock);
    printf("%s updated invoice\n", u->name);
    return NULL;
}

int main(int argc, char **argv)
{
    struct invoice invoice = {.lock = PTHREAD_MUTEX_INITIALIZER};
    struct user *users = calloc((size_t)argc + 1, sizeof *users);
    int n = 0;

    invoice.fd = open("invoice.txt", O_WRONLY | O_CREAT | O_APPEND, 0666);
    if (users == NULL || invoice.fd < 0)
        return 1;
    for (int i = 1; i < argc; i++) {
        users[n].name = argv[i];
        users[n].invoice = &invoice;
        if (pthread_create(&users[n].thread, NULL, log_in, &users[n]) == 0)
            n++;
    }
    for (int i = 0; i < n; i++)
        pthread_join(users[i].thread, NULL);
    close(invoice.fd);
    pthread_mutex_destroy(&invoice.lock);
    free(users);
    return argc > 1 && n < argc - 1;
}
