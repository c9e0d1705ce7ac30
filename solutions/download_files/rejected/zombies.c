// fails: cleanup
/* Waits for as many children as there were arguments less one: the last child is never waited for. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (fork() == 0) {
            printf("Downloading: %s\n", argv[i]);
            sleep(3);
            printf("Finished: %s\n", argv[i]);
            return 0;
        }
    sleep(3);
    for (int i = 1; i < argc - 1; i++)
        wait(NULL);
    usleep(100000);
    return 0;
}
