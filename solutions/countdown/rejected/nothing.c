// fails: output
int main(void)
{
}
