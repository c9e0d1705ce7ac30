// countdown: one second of all countdowns after the other
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    int n[65], longest = 0;
    for (int i = 1; i < argc; i++) {
        char *c = strrchr(argv[i], ':');
        n[i] = atoi(c + 1);
        *c = 0;
        if (n[i] > longest)
            longest = n[i];
    }
    for (int second = 0; second <= longest; second++) {
        if (second > 0)
            sleep(1);
        for (int i = 1; i < argc; i++) {
            if (second < n[i])
                printf("%s Running: %d\n", argv[i], n[i] - second);
            if (second == n[i])
                printf("%s Completed\n", argv[i]);
        }
    }
    return 0;
}
