// explore: clean
// GNU C: threads run a function inside main, which uses main's variables. Its address is that of
// code on main's stack.
#include <pthread.h>

int main(void)
{
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_t threads[3];
    int total = 0;

    void *add(void *number)
    {
        pthread_mutex_lock(&lock);
        total += *(const int *)number;
        pthread_mutex_unlock(&lock);
        return NULL;
    }

    int numbers[3] = {1, 2, 3};
    for (int i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, add, &numbers[i]);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    return total != 6;
}
