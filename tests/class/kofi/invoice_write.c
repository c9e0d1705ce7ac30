#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

void* log_user(void* data)
{
    char* person = data;
    pthread_mutex_t lock;
    pthread_mutex_init(&lock, NULL);
    pthread_mutex_lock(&lock);
    FILE* f = fopen("invoice.txt", "a");
    fprintf(f, "%s,: Logged in at 8:00 AM", person);
    fclose(f);
    pthread_mutex_unlock(&lock);
    printf("%s updated invoice\n", person);
    return NULL;
}

int main(int argc, char* argv[])
{
    pthread_t t[70];
    for (int i = 1; i < argc; i++) {
        pthread_create(&t[i], NULL, log_user, argv[i]);
    }
    for (int i = 1; i < argc; i++)
        pthread_join(t[i], NULL);
    return 0;
}
