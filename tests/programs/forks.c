/* forks wait|leave [NAME...]: a child a name; the parent waits for them, or sleeps 3 s and leaves.
 */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
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
