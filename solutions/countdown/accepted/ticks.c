/* One thread: at each tick of a second every countdown that is still running says its number. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int left[argc > 0 ? argc : 1];
    int running = 0;

    for (int i = 1; i < argc; i++) {
        char *colon = strrchr(argv[i], ':');
        if (colon == NULL)
            return 1;
        left[i] = atoi(colon + 1);
        *colon = '\0';
        running++;
    }
    for (;;) {
        for (int i = 1; i < argc; i++) {
            if (left[i] > 0) {
                printf("%s Running: %d\n", argv[i], left[i]);
            } else if (left[i] == 0) {
                printf("%s Completed\n", argv[i]);
                running--;
            }
            left[i]--;
        }
        if (running == 0)
            break;
        for (unsigned rest = 1; rest > 0;)
            rest = sleep(rest);
    }
    return 0;
}
