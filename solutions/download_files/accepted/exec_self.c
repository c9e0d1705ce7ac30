/* A process per name, each a fresh start of this program; the name is in its environment. */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
extern char **environ;
int main(int argc, char **argv)
{
    const char *me = getenv("DL_NAME");
    if (me) {
        printf("Downloading: %s\n", me);
        sleep(3);
        printf("Finished: %s\n", me);
        return 0;
    }
    for (int i = 1; i < argc; i++) {
        setenv("DL_NAME", argv[i], 1);
        char *av[] = {argv[0], NULL};
        pid_t p;
        if (posix_spawn(&p, "/proc/self/exe", NULL, NULL, av, environ))
            return 1;
    }
    while (wait(NULL) > 0)
        ;
}
