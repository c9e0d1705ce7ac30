// Ada, pool_map
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int next_job, jobs;
static long in[64], out[64];

static void *worker(void *arg)
{
	(void)arg;
	while (1) {
		pthread_mutex_lock(&mutex);
		int job = next_job < jobs ? next_job++ : -1;
		pthread_mutex_unlock(&mutex);
		if (job == -1)
			return NULL;
		sleep(1);
		out[job] = in[job] * in[job];
	}
}

int main(int argc, char *argv[])
{
	int workers = atoi(argv[1]);
	pthread_t pool[8];
	jobs = argc - 2;
	for (int i = 0; i < jobs; i++)
		in[i] = atol(argv[i + 2]);
	for (int i = 0; i < workers; i++)
		if (pthread_create(&pool[i], NULL, worker, NULL) != 0)
			exit(1);
	for (int i = 0; i < workers; i++)
		pthread_join(pool[i], NULL);
	printf("[");
	for (int i = 0; i < jobs; i++)
		printf(i ? ", %ld" : "%ld", out[i]);
	printf("]\n");
	return 0;
}
