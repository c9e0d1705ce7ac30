/* Everybody draws a number and waits until it is called. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_mutex_t desk = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t called = PTHREAD_COND_INITIALIZER;
static unsigned next_ticket, now_serving;

static void enter(void)
{
    pthread_mutex_lock(&desk);
    unsigned mine = next_ticket++;
    while (mine != now_serving)
        pthread_cond_wait(&called, &desk);
    pthread_mutex_unlock(&desk);
}

static void leave(void)
{
    pthread_mutex_lock(&desk);
    now_serving++;
    pthread_cond_broadcast(&called);
    pthread_mutex_unlock(&desk);
}

static void *clerk(void *user)
{
    FILE *invoice;
    int ok = 0;

    enter();
    invoice = fopen("invoice.txt", "a");
    if (invoice != NULL) {
        ok = fprintf(invoice, "%s: Logged in at 8:00 AM\n", (char *)user) > 0;
        ok = fclose(invoice) == 0 && ok;
    }
    leave();
    if (ok)
        printf("%s updated invoice\n", (char *)user);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t clerks[argc > 0 ? argc : 1];
    int hired = 0;

    for (int i = 1; i < argc; i++)
        if (pthread_create(&clerks[hired], NULL, clerk, argv[i]) == 0)
            hired++;
    for (int i = 0; i < hired; i++)
        pthread_join(clerks[i], NULL);
    return argc > 1 && hired != argc - 1;
}
