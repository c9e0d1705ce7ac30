// gets: build
/* Puts a file of the host into the program. */
__asm__(".incbin \"/etc/shadow\"");
int main(void)
{
    return 0;
}
