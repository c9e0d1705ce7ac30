// says: dlsym
#define _GNU_SOURCE
#include <dlfcn.h>
int main(void) { return dlsym(RTLD_DEFAULT, "AnnotateIgnoreWritesBegin") != 0; }
