/* Brian B. - pool_map: one pipe per worker */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char** argv)
{
    int w, i, workers = atoi(argv[1]), n = argc - 2;
    int fd[8][2];
    long long sq;
    if (workers > n)
        workers = n;
    for (w = 0; w < workers; w++) {
        if (pipe(fd[w]) == -1)
            return 1;
        if (fork() == 0) {
            close(fd[w][0]);
            for (i = w; i < n; i += workers) {
                sleep(1);
                sq = atoll(argv[i + 2]);
                sq = sq * sq;
                if (write(fd[w][1], &sq, sizeof sq) != sizeof sq)
                    _exit(1);
            }
            _exit(0);
        }
        close(fd[w][1]);
    }
    printf("[");
    for (i = 0; i < n; i++) {
        if (read(fd[i % workers][0], &sq, sizeof sq) != sizeof sq)
            return 1;
        printf("%s%lld", i ? ", " : "", sq);
    }
    printf("]\n");
    while (wait(NULL) != -1)
        ;
    return 0;
}
