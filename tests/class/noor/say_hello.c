#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
   char name[65];
} person_t;

static void *visit(void *context)
{
   person_t *person = context;
   printf("Hello to: %s\n", person->name);
   sleep(2);
   printf("Goodbye to: %s\n", person->name);
   free(person);
   return NULL;
}

int main(int argc, char *argv[])
{
   pthread_t threads[64];
   int count = 0;
   for (int i = 1; i < argc; i++)
   {
      person_t *person = malloc(sizeof *person);
      strcpy(person->name, argv[i]);
      pthread_create(&threads[count++], NULL, visit, person);
   }
   while (count > 0)
      pthread_join(threads[--count], NULL);
   return EXIT_SUCCESS;
}
