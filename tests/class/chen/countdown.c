#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

typedef struct {
  char name[80];
  int n;
} Task;

int run(void* p) {
  Task* task = p;
  while (task->n > 0) {
    printf("%s Running: %d\n", task->name, task->n--);
    thrd_sleep(&(struct timespec){.tv_sec = 1}, NULL);
  }
  printf("%s Completed\n", task->name);
  return 0;
}

int main(int argc, char** argv) {
  thrd_t threads[65];
  Task tasks[65];
  for (int i = 1; i < argc; ++i) {
    char* sep = strrchr(argv[i], ':');
    memset(tasks[i].name, 0, sizeof(tasks[i].name));
    memcpy(tasks[i].name, argv[i], sep - argv[i]);
    tasks[i].n = atoi(sep + 1);
    thrd_create(&threads[i], run, &tasks[i]);
  }
  for (int i = 1; i < argc; ++i) {
    thrd_join(threads[i], NULL);
  }
}
