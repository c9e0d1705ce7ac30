/* The calls for which the C library has, or had, no function. */
#define _GNU_SOURCE
#include <linux/futex.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
    int word = 0, pair[2];
    syscall(SYS_futex, &word, FUTEX_WAKE, 1, NULL, NULL, 0);
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    return printf("%ld\n", syscall(SYS_gettid)) < 0;
}
