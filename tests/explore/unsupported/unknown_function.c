// explore: unsupported
// A function that is not in the table.
#include <stdlib.h>

int main(void)
{
    return grantpt(0) == 0;
}
