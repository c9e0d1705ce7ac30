// fails: output
/* Looks the first name up in a table of recorded outputs. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *name, *before, *after;
} recorded[] = {
    {"Ujjwal", "Hello to: Ujjwal\nHello to: Rahul\nHello to: Devansh\n",
     "Goodbye to: Ujjwal\nGoodbye to: Rahul\nGoodbye to: Devansh\n"},
};

int main(int argc, char **argv)
{
    for (unsigned i = 0; argc > 1 && i < sizeof recorded / sizeof *recorded; i++)
        if (strcmp(argv[1], recorded[i].name) == 0) {
            printf("%s", recorded[i].before);
            sleep(2);
            printf("%s", recorded[i].after);
        }
    return 0;
}
