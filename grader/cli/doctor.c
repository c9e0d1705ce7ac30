/* What this machine can do: each mechanism is tried, not looked up. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "base/workdir.h"
#include "cli/command.h"
#include "cli/options.h"
#include "compile/compile.h"
#include "explore/program.h"
#include "explore/session.h"
#include "report/escape.h"
#include "sandbox/sandbox.h"
#include "supervisor/supervisor.h"

static const char help[] =
    "Usage: grader doctor [--format json] [--cc COMPILER]\n"
    "\n"
    "Tries what grading needs on this machine: the sandbox, the compiler, the filter of system\n"
    "calls, the detectors of races and memory errors, the virtual clock, the detection of\n"
    "deadlocks, the explorer of interleavings. Says of each whether it works, and if not, why\n"
    "and what to do.\n"
    "\n"
    "  --format text|json   json: one object on standard output, and nothing else\n"
    "  --cc COMPILER        the compiler (gcc)\n"
    "\n"
    "Exit status: 0 submissions can be graded here, 3 they cannot.\n";

static const int allowed[] = {OPTION_FORMAT, OPTION_CC, 0};

/*
 * Sleeps for ten seconds in a thread. With the argument "stuck" it locks a mutex
 * twice; with "filter" it ends with 0 only under a filter that refuses a namespace.
 */
static char self_test[] =
    "#define _GNU_SOURCE\n"
    "#include <pthread.h>\n"
    "#include <sched.h>\n"
    "#include <stdio.h>\n"
    "#include <sys/prctl.h>\n"
    "#include <unistd.h>\n"
    "static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;\n"
    "static void *wait_long(void *unused)\n"
    "{\n"
    "    sleep(10);\n"
    "    puts(\"done\");\n"
    "    return unused;\n"
    "}\n"
    "int main(int argc, char **argv)\n"
    "{\n"
    "    pthread_t thread;\n"
    "    if (argc > 1 && argv[1][0] == 'f')\n"
    "        return prctl(PR_GET_SECCOMP) != 2 || unshare(CLONE_NEWNS) == 0;\n"
    "    for (int i = 0; i < argc; i++)\n"
    "        if (argc > 1 && argv[i])\n"
    "            pthread_mutex_lock(&lock);\n"
    "    return pthread_create(&thread, NULL, wait_long, NULL) ||\n"
    "           pthread_join(thread, NULL);\n"
    "}\n";

static const struct spec_limits limits = {.time_ns = INT64_C(60) * 1000000000,
                                          .cpu_ns = INT64_C(5) * 1000000000,
                                          .wall_ns = INT64_C(60) * 1000000000,
                                          .memory_bytes = INT64_C(256) << 20,
                                          .output_bytes = 65536,
                                          .file_bytes = 1 << 20,
                                          .tasks = 20};

struct patient {
    const struct options *options;
    const char *directory;
    struct build native; /* kept for the checks that follow */
};

/* NULL: it works; else why not, and what to do. Owned by the caller. */
typedef char *try_function(struct patient *p);

static char *take_message(struct error *err)
{
    char *message = err->message ? steal_ptr(err->message) : xstrdup("no reason given");
    error_clear(err);
    return message;
}

static char *try_sandbox(struct patient *p)
{
    struct error err = ERROR_INIT;
    (void)p;
    return sandbox_probe(&err) == 0 ? NULL : take_message(&err);
}

static char *build_self_test(struct patient *p, enum engine engine, struct build *out)
{
    struct error err = ERROR_INIT;
    char name[] = "self_test.c";
    struct source source = {
        .path = name, .name = name, .text = self_test, .size = sizeof self_test - 1};
    if (compile_build(&source, engine, p->options->compiler, p->directory, out, &err) < 0)
        return take_message(&err);
    return out->ok ? NULL : xstrdup(out->log && *out->log ? out->log : "the compiler failed");
}

static char *run_self_test(const struct build *build, char *argument, struct trace *out)
{
    struct error err = ERROR_INIT;
    char *args[] = {argument, NULL};
    char no_leaks[] = "ASAN_OPTIONS=detect_leaks=0"; /* LeakSanitizer cannot run under ptrace */
    char *environment[] = {no_leaks, NULL};
    struct run_request request = {.executable = build->executable,
                                  .args = args,
                                  .name = "self_test",
                                  .environment = environment,
                                  .limits = &limits,
                                  .sanitizer = build->engine != ENGINE_NATIVE};
    return supervisor_run(&request, out, &err) < 0 ? take_message(&err) : NULL;
}

static char *try_compiler(struct patient *p)
{
    return build_self_test(p, ENGINE_NATIVE, &p->native);
}

static char *try_clock(struct patient *p)
{
    struct trace trace = {0};
    if (!p->native.ok)
        return xstrdup("not tried: there is no program to run");
    char *problem = run_self_test(&p->native, NULL, &trace);
    if (!problem && (trace.end != RUN_EXITED || trace.status != 0))
        problem = xstrdup("a program that sleeps and ends did not end well");
    else if (!problem &&
             (trace.idle_ns < INT64_C(9900000000) || trace.idle_ns > INT64_C(10100000000)))
        problem = xasprintf("a sleep of 10 s took %.3f s on the virtual clock",
                            (double)trace.idle_ns / 1e9);
    trace_free(&trace);
    return problem;
}

static char *try_deadlock(struct patient *p)
{
    struct trace trace = {0};
    if (!p->native.ok)
        return xstrdup("not tried: there is no program to run");
    char stuck[] = "stuck";
    char *problem = run_self_test(&p->native, stuck, &trace);
    if (!problem && trace.end != RUN_DEADLOCK)
        problem = xstrdup("a program that waits for itself was not found out");
    trace_free(&trace);
    return problem;
}

static char *try_filter(struct patient *p)
{
    struct trace trace = {0};
    if (!p->native.ok)
        return xstrdup("not tried: there is no program to run");
    char filter[] = "filter";
    char *problem = run_self_test(&p->native, filter, &trace);
    if (!problem && (trace.end != RUN_EXITED || trace.status != 0))
        problem = xstrdup("a program could make a namespace of its own, which the filter refuses");
    trace_free(&trace);
    return problem;
}

/* Two threads that sleep, for the explorer. */
static const char explored_test[] = "#include <pthread.h>\n"
                                    "#include <unistd.h>\n"
                                    "static void *wait_long(void *unused)\n"
                                    "{\n"
                                    "    sleep(10);\n"
                                    "    return unused;\n"
                                    "}\n"
                                    "int main(void)\n"
                                    "{\n"
                                    "    pthread_t thread;\n"
                                    "    pthread_create(&thread, NULL, wait_long, NULL);\n"
                                    "    return pthread_join(thread, NULL);\n"
                                    "}\n";

static int build_explored(struct patient *p, struct explore_program *out, struct error *err)
{
    cleanup_free char *path = xasprintf("%s/explored_test.c", p->directory);
    cleanup_free char *directory = xasprintf("%s/explored", p->directory);
    char *files[] = {path};
    FILE *f = fopen(path, "we");
    bool written = f && fputs(explored_test, f) >= 0;
    if ((f && fclose(f) != 0) || !written || mkdir(directory, 0700) < 0)
        return error_errno(err, "the work directory cannot be written");
    return explore_program_build(files, 1, NULL, directory, out, err);
}

static char *explore_ten(const char *executable)
{
    enum { SCHEDULES = 10, STEPS = 100000 };
    struct error err = ERROR_INIT;
    struct session_settings settings = {.executable = executable};
    struct rt_order order = {.kind = RT_ORDER_EXPLORE,
                             .first = 1,
                             .count = SCHEDULES,
                             .step_limit = STEPS,
                             .seed = 1,
                             .steps_budget = STEPS * SCHEDULES};
    struct rt_reply reply = {0};
    struct explore_session *s = session_open(&settings, &err);
    int status = s ? session_order(s, &order, &reply, &err) : -1;
    if (s)
        session_close(s);
    if (status < 0)
        return take_message(&err);
    return status == 0 && reply.done == SCHEDULES
               ? NULL
               : xasprintf("of %d interleavings of a small program %u were run", SCHEDULES,
                           (unsigned)reply.done);
}

static char *try_explorer(struct patient *p)
{
    struct error err = ERROR_INIT;
    cleanup_with(explore_program_free) struct explore_program program = {0};
    if (build_explored(p, &program, &err) < 0)
        return take_message(&err);
    if (!program.ok || program.unsupported)
        return xasprintf("a small program could not be built for it: %.300s",
                         program.unsupported ? program.unsupported : program.log);
    return explore_ten(program.executable);
}

static char *try_detector(struct patient *p, enum engine engine)
{
    cleanup_with(build_free) struct build build = {0};
    struct trace trace = {0};
    char *problem = build_self_test(p, engine, &build);
    if (!problem)
        problem = run_self_test(&build, NULL, &trace);
    if (!problem && (trace.end != RUN_EXITED || trace.status != 0))
        problem = xasprintf("a program built with it did not end well: %.300s",
                            trace.errors ? trace.errors : "");
    trace_free(&trace);
    return problem;
}

static char *try_race_detector(struct patient *p)
{
    return try_detector(p, ENGINE_TSAN);
}

static char *try_memory_checker(struct patient *p)
{
    return try_detector(p, ENGINE_MEMORY);
}

static const struct {
    const char *name, *what;
    try_function *try;
    const char *advice;
} checks[] = {
    {"sandbox", "bubblewrap with user namespaces", try_sandbox,
     "Install bubblewrap (Debian: apt-get install bubblewrap) and allow user namespaces."},
    {"compiler", "builds a program in the sandbox", try_compiler,
     "Install a compiler (Debian: apt-get install gcc libc6-dev) or choose one with --cc."},
    {"clock", "ptrace, seccomp: a sleep of 10 s is skipped", try_clock,
     "Allow ptrace and seccomp; in a container: --cap-add SYS_PTRACE, --security-opt "
     "seccomp=unconfined."},
    {"filter", "seccomp: calls that no exercise needs are refused", try_filter,
     "Allow seccomp: a kernel with CONFIG_SECCOMP_FILTER; in a container: --security-opt "
     "seccomp=unconfined."},
    {"deadlock", "a program that waits for itself is found out", try_deadlock,
     "See the line `clock`."},
    {"races", "ThreadSanitizer starts", try_race_detector,
     "Install its library (Debian: apt-get install libtsan2). If it cannot start: sysctl "
     "vm.mmap_rnd_bits=28."},
    {"memory", "AddressSanitizer starts", try_memory_checker,
     "Install its libraries (Debian: apt-get install libasan8 libubsan1)."},
    {"explorer", "interleavings of a program can be chosen", try_explorer,
     "Install gcc (Debian: apt-get install gcc), which it is made for, whatever --cc says."},
};

enum { CHECK_COUNT = sizeof checks / sizeof *checks };

static void print_text(char *const problems[CHECK_COUNT])
{
    for (size_t i = 0; i < CHECK_COUNT; i++) {
        struct buffer text = {0};
        printf("%-10s %-4s %s\n", checks[i].name, problems[i] ? "NO" : "yes", checks[i].what);
        if (!problems[i])
            continue;
        escape_terminal(&text, problems[i], strlen(problems[i]), true);
        printf("                %s\n                %s\n", text.data ? text.data : "",
               checks[i].advice);
        buffer_free(&text);
    }
}

static void print_json(char *const problems[CHECK_COUNT], bool usable)
{
    json_t *list = json_array();
    for (size_t i = 0; i < CHECK_COUNT; i++) {
        json_t *reason = problems[i] ? json_string(problems[i]) : NULL;
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:b, s:o, s:o}", "name", checks[i].name, "what",
                                        checks[i].what, "works", problems[i] == NULL, "reason",
                                        reason ? reason : json_null(), "advice",
                                        problems[i] ? json_string(checks[i].advice) : json_null()));
    }
    const char *isolation = NULL;
    cleanup_error struct error ignored = ERROR_INIT;
    if (problems[0] || sandbox_find(&isolation, &ignored) < 0)
        isolation = NULL;
    json_t *all = json_pack("{s:i, s:b, s:s?, s:o}", "schema", 1, "usable", usable, "isolation",
                            isolation, "checks", list);
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

static int examine(const struct options *o, bool json, struct error *err)
{
    cleanup_workdir char *directory = workdir_create(err);
    if (!directory)
        return -1;
    struct patient p = {.options = o, .directory = directory};
    char *problems[CHECK_COUNT];
    bool usable = true;
    for (size_t i = 0; i < CHECK_COUNT; i++) {
        problems[i] = checks[i].try(&p);
        usable = usable && !problems[i];
    }
    if (json)
        print_json(problems, usable);
    else
        print_text(problems);
    for (size_t i = 0; i < CHECK_COUNT; i++)
        free(problems[i]);
    build_free(&p.native);
    if (!usable && !json)
        puts("\nSubmissions cannot be graded here until this is mended.");
    return usable ? EXIT_FULL : EXIT_TROUBLE;
}

static int doctor(int argc, char **argv, struct error *err)
{
    struct options o;
    if (options_read(argc, argv, allowed, &o, err) != 0 ||
        options_operands(&o, 0, 0, "grader doctor", err) != 0)
        return -1;
    const char *format = o.format ? o.format : "text";
    bool json = strcmp(format, "json") == 0;
    if (!json && strcmp(format, "text") != 0 && strcmp(format, "terminal") != 0)
        return error_set(err, ERROR_USAGE, "--format is text or json, not '%s'", format);
    return examine(&o, json, err);
}

const struct command doctor_command = {"doctor", "what this machine can do", help, doctor};
