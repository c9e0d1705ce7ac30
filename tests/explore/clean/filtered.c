// explore: clean
/* No explored program runs without the filter of system calls. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
int main(void)
{
    char line[200];
    int mode = -1;
    FILE *f = fopen("/proc/self/status", "r");
    while (f && fgets(line, sizeof line, f))
        sscanf(line, "Seccomp: %d", &mode);
    assert(mode == 2);
    return 0;
}
