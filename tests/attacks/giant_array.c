// gets: build output
/* An array of gigabytes with a value in it. */
static char giant[4000000000] = {1};
int main(void)
{
    return giant[0] - 1;
}
