// explore: clean
// A handler for a signal that the program sends to itself.
#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t got;

static void handle(int number)
{
    got = number;
}

static void *work(void *unused)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    return unused;
}

int main(void)
{
    struct sigaction action = {.sa_handler = handle};
    pthread_t t;
    sigaction(SIGUSR1, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    pthread_create(&t, NULL, work, NULL);
    raise(SIGUSR1);
    assert(got == SIGUSR1);
    raise(SIGPIPE);
    kill(getpid(), SIGUSR1);
    pthread_join(t, NULL);
    return 0;
}
