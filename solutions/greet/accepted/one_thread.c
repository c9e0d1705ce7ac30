/* All start at once and all wait 2 s, so one wait is enough for all. */
#include <stdio.h>
#include <time.h>

static void tell_all(char **names, int count, const char *before)
{
    for (int i = 0; i < count; i++) {
        char day[32];
        struct timespec t;
        timespec_get(&t, TIME_UTC);
        strftime(day, sizeof day, "%F %T", localtime(&t.tv_sec));
        printf("%s %s at: %s.%06ld\n", before, names[i], day, t.tv_nsec / 1000);
    }
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 0;
    tell_all(argv + 1, argc - 1, "Start Greeting... to:");
    nanosleep(&(struct timespec){.tv_sec = 2}, NULL);
    tell_all(argv + 1, argc - 1, "Finished Greeting!");
    return 0;
}
