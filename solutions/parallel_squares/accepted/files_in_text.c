/* Each child writes its sum as text into a temporary file that the parent opened before the fork. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static unsigned long long squares(unsigned long long n)
{
    unsigned long long sum = 0, square = 0;
    for (unsigned long long x = 0; x < n; x++) {
        sum += square;
        square += 2 * x + 1; /* the next square */
    }
    return sum;
}

int main(int argc, char **argv)
{
    FILE *files[64];
    struct timespec a, b;
    int count = argc > 1 ? atoi(argv[1]) : 0;
    timespec_get(&a, TIME_UTC);
    for (int i = 0; i < count; i++) {
        files[i] = tmpfile();
        if (!files[i])
            return 1;
        if (fork() == 0) {
            fprintf(files[i], "%llu\n", squares(strtoull(argv[2], NULL, 10)));
            fflush(files[i]);
            _exit(0);
        }
    }
    for (int i = 0; i < count; i++)
        wait(NULL);
    for (int i = 0; i < count; i++) {
        char text[64] = "";
        rewind(files[i]);
        if (!fgets(text, sizeof text, files[i]))
            return 1;
        printf("Sum: %s", text);
        fclose(files[i]);
    }
    timespec_get(&b, TIME_UTC);
    printf("Time with Multi-processing: %.4f\n", difftime(b.tv_sec, a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9);
    return 0;
}
