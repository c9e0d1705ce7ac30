// says: network
#include <sys/socket.h>
int main(void) { return socket(AF_UNIX, SOCK_STREAM, 0) < 0; }
