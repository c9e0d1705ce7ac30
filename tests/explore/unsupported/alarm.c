// explore: unsupported
// A signal that comes by itself.
#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t rings;

static void ring(int number)
{
    rings = number;
}

int main(void)
{
    signal(SIGALRM, ring);
    alarm(1);
    pause();
    return rings != SIGALRM;
}
