// invoice_write: the FILE has a lock of its own
#include <pthread.h>
#include <stdio.h>

FILE *f;

void *log_in(void *user) {
    fprintf(f, "%s: Logged in at 8:00 AM\n", (char *)user);
    printf("%s updated invoice\n", (char *)user);
    return 0;
}

int main(int argc, char *argv[]) {
    pthread_t t[65];
    f = fopen("invoice.txt", "a");
    for (int i = 1; i < argc; i++)
        pthread_create(&t[i], 0, log_in, argv[i]);
    for (int i = 1; i < argc; i++)
        pthread_join(t[i], 0);
    fclose(f);
    return 0;
}
