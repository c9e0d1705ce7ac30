// Ada, invoice_write
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_mutex_t file_mutex = PTHREAD_MUTEX_INITIALIZER;

static void *update(void *arg)
{
	const char *user = arg;
	pthread_mutex_lock(&file_mutex);
	FILE *file = fopen("invoice.txt", "a");
	if (file == NULL) {
		perror("invoice.txt");
		exit(1);
	}
	fprintf(file, "%s: Logged in at 8:00 AM\n", user);
	fclose(file);
	pthread_mutex_unlock(&file_mutex);
	printf("%s updated invoice\n", user);
	return NULL;
}

int main(int argc, char *argv[])
{
	pthread_t *thread = malloc(argc * sizeof(pthread_t));
	if (thread == NULL)
		return 1;
	for (int i = 1; i < argc; i++)
		if (pthread_create(&thread[i], NULL, update, argv[i]) != 0)
			exit(1);
	for (int i = 1; i < argc; i++)
		pthread_join(thread[i], NULL);
	free(thread);
	return 0;
}
