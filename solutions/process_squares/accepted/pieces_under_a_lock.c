/* Prints in pieces, but only while a lock is held that all processes share. */
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    sem_t *turn = mmap(NULL, sizeof *turn, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (turn == MAP_FAILED || sem_init(turn, 1, 1) != 0)
        return 1;
    setbuf(stdout, NULL);
    for (int i = 1; i < argc; i++) {
        if (fork() == 0) {
            long x = atol(argv[i]);
            sem_wait(turn);
            printf("Square of ");
            printf("%ld = ", x);
            printf("%ld\n", x * x);
            sem_post(turn);
            return 0;
        }
    }
    for (int i = 1; i < argc; i++)
        wait(NULL);
    return 0;
}
