// explore: clean
// Sorting in parallel: each part is sorted by a thread of its own.
#include <assert.h>
#include <pthread.h>

#define N 8
static int values[N] = {5, 2, 7, 1, 8, 3, 6, 4};
struct part {
    int low, high;
};

static int split(int low, int high)
{
    int pivot = values[high], at = low;
    for (int i = low; i < high; i++) {
        if (values[i] >= pivot)
            continue;
        int v = values[i];
        values[i] = values[at];
        values[at++] = v;
    }
    values[high] = values[at];
    values[at] = pivot;
    return at;
}

static void *sort(void *argument)
{
    struct part *p = argument;
    if (p->low >= p->high)
        return NULL;
    int at = split(p->low, p->high);
    struct part left = {p->low, at - 1}, right = {at + 1, p->high};
    pthread_t t;
    pthread_create(&t, NULL, sort, &left);
    sort(&right);
    pthread_join(t, NULL);
    return NULL;
}

int main(void)
{
    struct part all = {0, N - 1};
    sort(&all);
    for (int i = 1; i < N; i++)
        assert(values[i - 1] <= values[i]);
    return 0;
}
