// fails: output
/* Prints what the notebook shows, at the right times, whatever it was asked. */
#include <stdio.h>
#include <unistd.h>

static const char *const recorded[] = {
    "Downloading: File1", "Downloading: File3", "Downloading: File5",
    "Finished: File1",    "Finished: File3",    "Finished: File5",
};

int main(void)
{
    for (int i = 0; i < 6; i++) {
        if (i == 3)
            sleep(3);
        puts(recorded[i]);
    }
    return 0;
}
