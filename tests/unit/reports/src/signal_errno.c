#include <errno.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>
static void on_signal(int n)
{
    (void)n;
    errno = 3;
}
int main(void)
{
    signal(SIGALRM, on_signal);
    struct itimerval t = {.it_value = {.tv_usec = 1000}};
    setitimer(ITIMER_REAL, &t, NULL);
    usleep(100000);
    return 0;
}
