// fails: output
int main(void)
{
    return 0;
}
