#include <pthread.h>
#include <stdio.h>
static struct shop {
    int count;
    char *items[8];
} shop;
static void add(struct shop *s, char *item)
{
    s->items[s->count] = item;
    s->count++;
}
static void *customer(void *arg)
{
    add(&shop, arg);
    return NULL;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, customer, "Books");
    pthread_create(&b, NULL, customer, "Shirt");
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    printf("%d\n", shop.count);
    return 0;
}
