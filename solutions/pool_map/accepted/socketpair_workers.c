/* Processes that take their numbers from one socket and send the squares back through a pipe. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
struct msg {
    int i;
    long long x;
};
int main(int argc, char **argv)
{
    int w = atoi(argv[1]), n = argc - 2;
    if (w > n)
        w = n;
    int sv[2], res[2];
    socketpair(AF_UNIX, SOCK_SEQPACKET, 0, sv);
    pipe(res);
    for (int k = 0; k < w; k++)
        if (fork() == 0) {
            struct msg m;
            close(sv[0]);
            close(res[0]);
            while (recv(sv[1], &m, sizeof m, 0) == sizeof m && m.i >= 0) {
                sleep(1);
                m.x *= m.x;
                write(res[1], &m, sizeof m);
            }
            _exit(0);
        }
    for (int i = 0; i < n; i++) {
        struct msg m = {i, atoll(argv[i + 2])};
        send(sv[0], &m, sizeof m, 0);
    }
    for (int k = 0; k < w; k++) {
        struct msg m = {-1, 0};
        send(sv[0], &m, sizeof m, 0);
    }
    close(res[1]);
    long long *out = calloc(n + 1, sizeof *out);
    struct msg m;
    while (read(res[0], &m, sizeof m) == sizeof m)
        out[m.i] = m.x;
    while (wait(NULL) > 0)
        ;
    printf("[");
    for (int i = 0; i < n; i++)
        printf(i ? ", %lld" : "%lld", out[i]);
    printf("]\n");
    free(out);
    return 0;
}
