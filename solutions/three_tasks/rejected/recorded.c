// fails: time output
#include <stdio.h>

int main(void)
{
    puts("Task 1 done\nTask 2 done\nTask 3 done\nTotal Time: 3 seconds");
    return 0;
}
