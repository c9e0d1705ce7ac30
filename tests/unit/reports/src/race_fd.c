#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>
static int fd;
static void *writer(void *arg)
{
    (void)arg;
    if (write(fd, "x", 1) < 0)
        return arg;
    return NULL;
}
int main(void)
{
    pthread_t t;
    fd = open("/dev/null", O_WRONLY);
    pthread_create(&t, NULL, writer, NULL);
    usleep(100000);
    close(fd);
    pthread_join(t, NULL);
    return 0;
}
