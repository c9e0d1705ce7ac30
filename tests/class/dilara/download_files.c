// download_files: everybody waits for the same 3 seconds, so one wait does for
// all
#include <stdio.h>
#include <time.h>

int main(int argc, char *argv[]) {
    struct timespec t = {3, 0};
    char **p;
    for (p = argv + 1; *p; p++)
        printf("Downloading: %s\n", *p);
    if (argc > 1)
        nanosleep(&t, 0);
    for (p = argv + 1; *p; p++)
        printf("Finished: %s\n", *p);
    return 0;
}
