/* Brian B. - countdown with fork() */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void child(char* arg)
{
    char* p = arg + strlen(arg);
    int n;
    while (*p != ':')
        p--;
    *p = '\0';
    n = atoi(p + 1);
    for (; n > 0; n--) {
        printf("%s Running: %d\n", arg, n);
        fflush(stdout);
        sleep(1);
    }
    printf("%s Completed\n", arg);
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
