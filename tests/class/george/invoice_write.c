#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

void *log_user(void *x)
{
    char *who = x;
    FILE *f = fopen("invoice.txt", "a");
    fprintf(f, "%s: Logged in at 8:00 AM\n", who);
    fclose(f);
    printf("%s updated invoice\n", who);
    return NULL;
}

int main(int argc, char *argv[])
{
    pthread_t th[70];
    for (int i = 1; i < argc; i++)
    {
        pthread_create(&th[i], NULL, log_user, argv[i]);
    }
    for (int i = 1; i < argc; i++)
        pthread_join(th[i], NULL);
    return 0;
}
