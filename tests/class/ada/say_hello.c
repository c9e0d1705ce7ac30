// Ada, say_hello
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void check(int error, const char *what)
{
	if (error != 0) {
		fprintf(stderr, "%s failed (%d)\n", what, error);
		exit(1);
	}
}

static void *greet(void *arg)
{
	const char *name = arg;
	printf("Hello to: %s\n", name);
	sleep(2);
	printf("Goodbye to: %s\n", name);
	return NULL;
}

int main(int argc, char *argv[])
{
	pthread_t *thread = malloc(argc * sizeof(pthread_t));
	if (thread == NULL)
		return 1;
	for (int i = 1; i < argc; i++)
		check(pthread_create(&thread[i], NULL, greet, argv[i]),
		      "pthread_create");
	for (int i = 1; i < argc; i++)
		check(pthread_join(thread[i], NULL), "pthread_join");
	free(thread);
	return 0;
}
