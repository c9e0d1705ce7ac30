/* A child for each name; gettimeofday and localtime, which is safe in a process of its own. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void tell(const char *before, const char *name)
{
    struct timeval t;
    gettimeofday(&t, NULL);
    const struct tm *p = localtime(&t.tv_sec);
    printf("%s %s at: %04d-%02d-%02d %02d:%02d:%02d.%06ld\n", before, name, p->tm_year + 1900, p->tm_mon + 1, p->tm_mday,
           p->tm_hour, p->tm_min, p->tm_sec, (long)t.tv_usec);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        pid_t child = fork();
        if (child < 0)
            return 1;
        if (child == 0) {
            tell("Start Greeting... to:", argv[i]);
            sleep(2);
            tell("Finished Greeting!", argv[i]);
            exit(0);
        }
    }
    while (wait(NULL) > 0)
        continue;
    return 0;
}
