// Ada, countdown
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct timer {
	char *label;
	int seconds;
	pthread_t thread;
};

static void *tick(void *arg)
{
	struct timer *t = arg;
	int k;
	for (k = t->seconds; k >= 1; k--) {
		printf("%s Running: %d\n", t->label, k);
		sleep(1);
	}
	printf("%s Completed\n", t->label);
	return NULL;
}

int main(int argc, char *argv[])
{
	struct timer *timers = calloc(argc, sizeof *timers);
	int i;
	if (timers == NULL)
		return 1;
	for (i = 1; i < argc; i++) {
		char *colon = strrchr(
		    argv[i], ':'); // the last one, names may contain colons
		if (colon == NULL) {
			fprintf(stderr, "%s has no colon\n", argv[i]);
			return 1;
		}
		*colon = 0;
		timers[i].label = argv[i];
		timers[i].seconds = atoi(colon + 1);
	}
	for (i = 1; i < argc; i++)
		if (pthread_create(&timers[i].thread, NULL, tick, &timers[i]) !=
		    0)
			exit(1);
	for (i = 1; i < argc; i++)
		pthread_join(timers[i].thread, NULL);
	free(timers);
	return 0;
}
