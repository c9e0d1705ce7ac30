#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
struct account {
    long id;
    int balance;
};
static void deposit(struct account *a, int n)
{
    a->balance += n;
}
static void *worker(void *arg)
{
    deposit(arg, 5);
    return NULL;
}
static struct account *open_account(void)
{
    struct account *a = calloc(5, sizeof *a);
    return a;
}
int main(void)
{
    struct account *a = open_account();
    pthread_t t[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&t[i], NULL, worker, a);
    for (int i = 0; i < 2; i++)
        pthread_join(t[i], NULL);
    printf("%d\n", a->balance);
    free(a);
    return 0;
}
