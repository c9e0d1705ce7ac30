// gets: build
/* Would show the first line of the file in a message. */
#include "/etc/shadow"
int main(void)
{
    return 0;
}
