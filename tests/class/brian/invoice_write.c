/* Brian B. - invoice_write, with a file lock */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

void* writer(void* p)
{
    char* u = p;
    int fd = open("invoice.txt", O_CREAT | O_WRONLY | O_APPEND, 0644);
    flock(fd, LOCK_EX);
    dprintf(fd, "%s: Logged in at 8:00 AM\n", u);
    flock(fd, LOCK_UN);
    close(fd);
    printf("%s updated invoice\n", u);
    return 0;
}

int main(int argc, char** argv)
{
    pthread_t t[100];
    int i;
    for (i = 1; i < argc; i++)
        pthread_create(t + i, 0, writer, argv[i]);
    for (i = 1; i < argc; i++)
        pthread_join(t[i], 0);
    return 0;
}
