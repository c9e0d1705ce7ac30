/* The sums come back through memory that all processes share. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    struct timeval begin, end;
    long count = argc > 1 ? atol(argv[1]) : 0;
    unsigned long n = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
    volatile uint64_t *sums = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t children[64];
    gettimeofday(&begin, NULL);
    for (long i = 0; i < count; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            uint64_t sum = 0;
            for (unsigned long x = n; x-- > 0;)
                sum += (uint64_t)x * x;
            sums[i] = sum;
            exit(0);
        }
    }
    for (long i = 0; i < count; i++)
        waitpid(children[i], NULL, 0);
    for (long i = 0; i < count; i++)
        printf("Sum: %llu\n", (unsigned long long)sums[i]);
    gettimeofday(&end, NULL);
    printf("Time with Multi-processing: %ld.%06ld\n", (long)(end.tv_sec - begin.tv_sec) - (end.tv_usec < begin.tv_usec),
           (long)(end.tv_usec - begin.tv_usec + (end.tv_usec < begin.tv_usec ? 1000000 : 0)));
    return 0;
}
