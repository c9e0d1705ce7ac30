/* A flag under a mutex and a condition is the lock: one thread at a time is inside the gate. */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
static struct {
    pthread_mutex_t m;
    pthread_cond_t c;
    bool busy;
    const char *v[64];
    int n;
} S = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false, {0}, 0};
static void enter(void)
{
    pthread_mutex_lock(&S.m);
    while (S.busy)
        pthread_cond_wait(&S.c, &S.m);
    S.busy = true;
    pthread_mutex_unlock(&S.m);
}
static void leave(void)
{
    pthread_mutex_lock(&S.m);
    S.busy = false;
    pthread_cond_signal(&S.c);
    pthread_mutex_unlock(&S.m);
}
static void *w(void *p)
{
    char *a = p, *q = strrchr(a, ':');
    enter();
    S.v[S.n++] = q + 1;
    printf("%.*s Added %s to inventory.\n", (int)(q - a), a, q + 1);
    leave();
    return p;
}
int main(int c, char **v)
{
    pthread_t t[64];
    int i;
    for (i = 1; i < c; i++)
        pthread_create(&t[i - 1], 0, w, v[i]);
    for (i = 1; i < c; i++)
        pthread_join(t[i - 1], 0);
    fputs("Final Cart: [", stdout);
    for (i = 0; i < S.n; i++) {
        if (i)
            fputs(", ", stdout);
        printf("'%s'", S.v[i]);
    }
    fputs("]\n", stdout);
    return 0;
}
