/*
 * forks wait|leave [NAME...]: a child a name; the parent waits for them, or sleeps 3 s and leaves.
 * forks many: 500 children, one after the other, each waited for.
 * forks vfork: the child of a vfork waits for ever, and its parent with it.
 */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int many(void)
{
    for (int i = 0; i < 500; i++) {
        if (fork() == 0)
            _exit((int)usleep(1000));
        if (wait(NULL) < 0)
            return 1;
    }
    return 0;
}

static int borrow(void)
{
    if (vfork() == 0) {
        pause();
        _exit(0);
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (strcmp(argv[1], "vfork") == 0)
        return borrow();
    if (strcmp(argv[1], "many") == 0)
        return many();
    for (int i = 2; i < argc; i++) {
        if (fork() == 0) {
            printf("Hello to: %s\n", argv[i]);
            sleep(2);
            return 0;
        }
    }
    if (strcmp(argv[1], "leave") == 0)
        return (int)sleep(3);
    while (wait(NULL) > 0)
        ;
    return 0;
}
