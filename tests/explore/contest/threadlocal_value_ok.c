// explore: clean
// What a thread keeps is not seen by others.
#include <pthread.h>
#include <stdlib.h>
_Thread_local int data = 0;
void *thread(void *arg)
{
    data = 8;
    int x = (int)(long)arg;
    return (void *)(long)(data + x);
}
int main()
{
    pthread_t t[3];
    for (long i = 0; i < 3; i++)
        pthread_create(&t[i], NULL, &thread, (void *)i);
    data = 2;
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    return data - 2;
}
