/*
 * The build with AddressSanitizer and UndefinedBehaviorSanitizer: the same run,
 * and then the detectors' log. Judged by what the log says and by nothing else:
 * an error ends the program in the middle.
 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "engine/engine.h"
#include "engine/memory_report.h"
#include "engine/request.h"
#include "engine/symbolizer.h"
#include "supervisor/supervisor.h"

/*
 * Every key that matters is set: the environment outranks what the program
 * says by __asan_default_options. LeakSanitizer cannot run under ptrace, and
 * what is not freed at the end is no fault of a program that ends.
 */
#define COMMON_OPTIONS                                                                             \
    "log_exe_name=0:log_suffix=:log_to_syslog=0:verbosity=0:color=never:symbolize=0:"              \
    "external_symbolizer_path=:stack_trace_format=DEFAULT:strip_path_prefix=:print_summary=1:"     \
    "handle_segv=0:handle_sigbus=0:handle_abort=0:handle_sigill=0:handle_sigtrap=0:"               \
    "handle_sigfpe=0:allow_user_segv_handler=1:use_sigaltstack=0:disable_coredump=1:"              \
    "allocator_may_return_null=1:hard_rss_limit_mb=0:soft_rss_limit_mb=0:detect_leaks=0:"          \
    "suppressions=:abort_on_error=0:coverage=0:exitcode=1"

static const char *const environment[] = {
    "ASAN_OPTIONS=" COMMON_OPTIONS ":log_path=/log/"
    "asan:halt_on_error=1:detect_stack_use_after_return=1:check_initialization_order=0:"
    "replace_str=1:replace_intrin=1:strict_string_checks=0:detect_invalid_pointer_pairs=0:"
    "poison_heap=1:quarantine_size_mb=16:alloc_dealloc_mismatch=0:print_legend=0:"
    "atexit=0:allow_user_poisoning=0:detect_odr_violation=0:print_stats=0",
    "UBSAN_OPTIONS=" COMMON_OPTIONS ":log_path=/log/ubsan:halt_on_error=0:print_stacktrace=0:"
    "report_error_type=0:silence_unsigned_overflow=1",
};

static char **make_environment(char *const *of_case)
{
    size_t count = 0;
    while (of_case && of_case[count])
        count++;
    size_t own = sizeof environment / sizeof *environment;
    char **all = xcalloc(count + own + 1, sizeof *all);
    for (size_t i = 0; i < count; i++)
        all[i] = xstrdup(of_case[i]);
    for (size_t i = 0; i < own; i++)
        all[count + i] = xstrdup(environment[i]);
    return all;
}

/* Programs that move between stacks by themselves: the detector takes their jumps for errors. */
static const char *stack_switcher(struct symbolizer *symbols)
{
    static const char *const functions[] = {"makecontext", "swapcontext", "sigaltstack",  "longjmp",
                                            "_longjmp",    "siglongjmp",  "__longjmp_chk"};
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (symbolizer_calls(symbols, functions[i]))
            return functions[i];
    return NULL;
}

int engine_memory_run(const struct spec *spec, const struct spec_case *c, const struct build *build,
                      struct trace *out, struct error *err)
{
    char **variables = make_environment(c->environment);
    struct run_request request = engine_request(spec, c, build);
    request.environment = variables;
    request.sanitizer = true;
    int failed = supervisor_run(&request, out, err);
    free_strings(variables);
    if (failed)
        return -1;
    const char *log = out->detector_log ? out->detector_log : "";
    cleanup_free char *trouble = memory_own_trouble(log);
    if (!trouble && out->event_count == 0 && out->errors)
        trouble = memory_own_trouble(out->errors);
    if (trouble) {
        trace_free(out);
        return error_set(err, ERROR_MACHINE, "the memory checker could not run: %s", trouble);
    }
    struct symbolizer *symbols = symbolizer_open(build->executable);
    cleanup_free char *source = xasprintf("%s.c", spec->exercise);
    const char *switcher = stack_switcher(symbols);
    if (switcher)
        out->unsupported = xasprintf("the memory checker does not follow %s", switcher);
    else
        memory_parse_reports(log, source, symbols, out);
    symbolizer_close(symbols);
    return 0;
}
