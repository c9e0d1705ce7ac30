// Ada, cart_lock
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct order {
	char *user;
	char *item;
	pthread_t thread;
};

static pthread_mutex_t cart_mutex = PTHREAD_MUTEX_INITIALIZER;
static char *cart[64];
static int cart_length = 0;

static void *add(void *arg)
{
	struct order *o = arg;
	pthread_mutex_lock(&cart_mutex);
	cart[cart_length] = o->item;
	cart_length++;
	printf("%s Added %s to inventory.\n", o->user, o->item);
	pthread_mutex_unlock(&cart_mutex);
	return NULL;
}

int main(int argc, char *argv[])
{
	struct order orders[64];
	int n = argc - 1;
	for (int i = 0; i < n; i++) {
		orders[i].user = argv[i + 1];
		orders[i].item = strrchr(argv[i + 1], ':') + 1;
		orders[i].item[-1] = 0;
		if (pthread_create(&orders[i].thread, NULL, add, &orders[i]) !=
		    0)
			exit(1);
	}
	for (int i = 0; i < n; i++)
		pthread_join(orders[i].thread, NULL);
	printf("Final Cart: [");
	for (int i = 0; i < cart_length; i++) {
		if (i != 0)
			printf(", ");
		printf("'%s'", cart[i]);
	}
	printf("]\n");
	return 0;
}
