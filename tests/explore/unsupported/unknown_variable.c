// explore: unsupported
// A variable that nobody knows: nothing can stand in its place.
extern int of_a_driver;

int main(int argc, char **argv)
{
    (void)argv;
    return argc > 5 ? of_a_driver : 0;
}
