/* The ThreadSanitizer build: the same run, and then the detector's log. */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "engine/engine.h"
#include "engine/findings.h"
#include "engine/request.h"
#include "engine/symbolizer.h"
#include "engine/tsan_report.h"
#include "supervisor/supervisor.h"

/*
 * Every key that matters is set: the environment outranks what the program
 * says by __tsan_default_options.
 */
static const char *const options[] = {
    "log_path=/log/tsan",
    "log_exe_name=0",
    "log_suffix=",
    "log_to_syslog=0",
    "verbosity=0",
    "color=never",
    "exitcode=0", /* the program's own status counts */
    "halt_on_error=0",
    "abort_on_error=0",
    "atexit_sleep_ms=0",
    "stop_on_start=0",

    "report_bugs=1",
    "report_thread_leaks=1",
    "report_destroy_locked=1",
    "report_mutex_bugs=1",
    "report_signal_unsafe=1",
    "report_atomic_races=1",
    "force_seq_cst_atomics=0",
    "detect_deadlocks=1",
    "second_deadlock_stack=1",
    "suppress_equal_stacks=1",
    "suppress_equal_addresses=1",
    "suppressions=",
    "print_suppressions=0",
    "ignore_interceptors_accesses=0",
    "ignore_noninstrumented_modules=0",
    "running_on_valgrind=0",
    "enable_annotations=0", /* a program may not hide its own races */
    "io_sync=1",
    "history_size=2", /* enough for the stack of the earlier access in long loops */
    "flush_memory_ms=0",
    "memory_limit_mb=0",
    "die_after_fork=0", /* a child of a program with threads may start threads too */

    /* Names are looked up here: symbolizer.h tells why. %p gives the load address. */
    "symbolize=0",
    "external_symbolizer_path=",
    "stack_trace_format='    #%n %p %f %S %M'",
    "strip_path_prefix=",
    "print_summary=1",
    "print_module_map=0",

    /* A crash stays what it is in the plain build: the signal. */
    "handle_segv=0",
    "handle_sigbus=0",
    "handle_abort=0",
    "handle_sigill=0",
    "handle_sigtrap=0",
    "handle_sigfpe=0",
    "allow_user_segv_handler=1",
    "use_sigaltstack=0",
    "disable_coredump=1",

    "allocator_may_return_null=1", /* as malloc does */
    "hard_rss_limit_mb=0",
    "soft_rss_limit_mb=0",
    "mmap_limit_mb=0",
    "detect_leaks=0",
    "coverage=0",
    "intercept_tls_get_addr=1",
};

/* The case's environment with TSAN_OPTIONS last. */
static char **make_environment(char *const *of_case)
{
    struct buffer line = {0};
    buffer_puts(&line, "TSAN_OPTIONS=");
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        buffer_printf(&line, "%s%s", i ? ":" : "", options[i]);
    size_t count = 0;
    while (of_case && of_case[count])
        count++;
    char **all = xcalloc(count + 2, sizeof *all);
    for (size_t i = 0; i < count; i++)
        all[i] = xstrdup(of_case[i]);
    all[count] = buffer_take(&line);
    return all;
}

/*
 * Before libtsan has read its options it can only write to standard error. The
 * program can write there too; so this counts only for a run in which it did
 * nothing else, and all that it could gain is not to be graded.
 */
static char *trouble_at_start(const struct trace *t)
{
    static const char *const beginnings[] = {"ThreadSanitizer: ", "FATAL: ThreadSanitizer",
                                             "==================\nThreadSanitizer: "};
    if (t->event_count || t->task_count > 1 || t->end != RUN_SIGNALED || !t->errors)
        return NULL;
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (!strncmp(t->errors, beginnings[i], strlen(beginnings[i])))
            return tsan_own_trouble(t->errors);
    return NULL;
}

int engine_tsan_run(const struct spec *spec, const struct spec_case *c, const struct build *build,
                    struct trace *out, struct error *err)
{
    char **environment = make_environment(c->environment);
    struct run_request request = engine_request(spec, c, build);
    request.environment = environment;
    request.sanitizer = true;
    int failed = supervisor_run(&request, out, err);
    free_strings(environment);
    if (failed)
        return -1;
    cleanup_free char *trouble = out->detector_log ? tsan_own_trouble(out->detector_log) : NULL;
    if (!trouble)
        trouble = trouble_at_start(out);
    if (trouble) {
        trace_free(out);
        return error_set(err, ERROR_MACHINE, "the race detector could not run: %s", trouble);
    }
    struct symbolizer *symbols = symbolizer_open(build->executable);
    cleanup_free char *source = xasprintf("%s.c", spec->exercise);
    tsan_parse_reports(out->detector_log, source, symbols, out);
    tsan_doubt_races(out, symbols);
    tsan_doubt_crash(out, symbols);
    symbolizer_close(symbols);
    if (!out->unsupported) /* else its crash is the detector's */
        engine_find_faults(out);
    return 0;
}
