/*
 * One run of a program under the supervisor, and nothing else of the grader, for
 * tests/supervisor/bench: prints the wall time in microseconds and how the run ended.
 *
 *   measure PROGRAM [ARGUMENTS]
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "supervisor/supervisor.h"

static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

int main(int argc, char **argv)
{
    static const char *const ends[] = {[RUN_EXITED] = "exited",
                                       [RUN_SIGNALED] = "signaled",
                                       [RUN_DEADLOCK] = "deadlock",
                                       [RUN_LIMIT] = "limit"};
    if (argc < 2)
        return 2;
    const struct spec_limits limits = {.time_ns = INT64_C(60) * 1000000000,
                                       .cpu_ns = INT64_C(60) * 1000000000,
                                       .wall_ns = INT64_C(120) * 1000000000,
                                       .memory_bytes = INT64_C(1) << 30,
                                       .output_bytes = 65536,
                                       .file_bytes = 1 << 20,
                                       .tasks = 2000};
    const char *slash = strrchr(argv[1], '/');
    const struct run_request request = {.executable = argv[1],
                                        .args = argv + 2,
                                        .name = slash ? slash + 1 : argv[1],
                                        .limits = &limits};
    struct trace trace;
    struct error err = ERROR_INIT;
    double begin = now_us();
    if (supervisor_run(&request, &trace, &err) < 0) {
        fprintf(stderr, "measure: %s\n", err.message);
        return 3;
    }
    printf("%.0f %s\n", now_us() - begin, ends[trace.end]);
    trace_free(&trace);
    return 0;
}
