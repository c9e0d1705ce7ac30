/* A child for each task; times by gettimeofday, cut to whole seconds. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    struct timeval begin, end, spent;
    gettimeofday(&begin, NULL);
    for (int k = 1; k < argc; k++) {
        pid_t child = fork();
        if (child < 0)
            return 1;
        if (child == 0) {
            sleep((unsigned)atoi(argv[k]));
            printf("Task %d completed\n", k);
            exit(0);
        }
    }
    while (wait(NULL) > 0)
        continue;
    gettimeofday(&end, NULL);
    timersub(&end, &begin, &spent);
    printf("Total Time: %ld seconds\n", (long)spent.tv_sec);
    return 0;
}
