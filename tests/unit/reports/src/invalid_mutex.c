#include <pthread.h>
#include <string.h>
int main(void)
{
    pthread_mutex_t *lock = NULL;
    pthread_mutex_lock(lock);
    return 0;
}
