/* Functions that sound like the C library's, and some that are called like it. */
#include <stdio.h>

int sleep_ms(int n) { return n; }
int print(const char *text) { return puts(text); }
void add_item(int n) { (void)n; }
int index(int n) { return n; }
int error(int n) { return n; }
int wait(int *s) { return *s; }
int signal(int *s) { return ++*s; }
int send(int n) { return n; }
int accept(int n) { return n; }
int link(int n) { return n; }
int open(int account) { return account; }
int close(int account) { return account; }
int time_left(void) { return 1; }
int kill(int n) { return n; }
int pause(void) { return 0; }
int pthread_helper(int n) { return n; }
int sem_down(int *s) { return --*s; }
int thrd_number(int n) { return n; }
int signal_all(int n) { return n; }
int queue, step, count, tsan, clock, select;
static int usleep(int n) { return n; }
static int malloc_count(int n) { return n; }
int main(void)
{
    int s = 0;
    sleep_ms(1); add_item(index(error(1))); signal(&s); wait(&s);
    return print("ok") < 0 || usleep(0) || malloc_count(0) || pause();
}
