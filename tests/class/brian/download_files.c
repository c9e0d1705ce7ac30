/* Brian B. - download_files with fork() */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

void child(char* n)
{
    printf("Downloading: %s\n", n);
    fflush(stdout);
    sleep(3);
    printf("Finished: %s\n", n);
    fflush(stdout);
    _exit(0);
}

int main(int argc, char** argv)
{
    int i;
    for (i = 1; i < argc; i++)
        if (fork() == 0)
            child(argv[i]);
    while (wait(NULL) != -1)
        ;
    return 0;
}
