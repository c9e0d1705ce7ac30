/* Brian B. - cart_lock */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

char* cart[100];
int n = 0;
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

void* shopper(void* p)
{
    char *u = p, *it = strrchr(p, ':');
    *it++ = '\0';
    pthread_mutex_lock(&m);
    cart[n++] = it;
    pthread_mutex_unlock(&m);
    /* printing is slow, so do it without the lock */
    printf("%s Added %s to inventory.\n", u, it);
    return 0;
}

int main(int argc, char** argv)
{
    pthread_t t[100];
    int i;
    for (i = 1; i < argc; i++)
        pthread_create(t + i, 0, shopper, argv[i]);
    for (i = 1; i < argc; i++)
        pthread_join(t[i], 0);
    printf("Final Cart: [");
    for (i = 0; i < n; i++)
        printf("%s'%s'", i ? ", " : "", cart[i]);
    printf("]\n");
    return 0;
}
