#include <pthread.h>
#include <stdio.h>
#include <string.h>
static const char *describe(const char *name)
{
    static char text[64];
    snprintf(text, sizeof text, "Hello to: %s", name);
    return text;
}
static void *greet(void *arg)
{
    puts(describe(arg));
    return NULL;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, greet, "Abhi");
    pthread_create(&b, NULL, greet, "Kabir");
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
