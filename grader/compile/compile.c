/*
 * Building a submission.
 *
 * Each engine's build has a directory of its own below the work directory, so
 * that two may go on at once. It is the only thing writable on the host that
 * the compiler sees; the source lies there under its canonical name, and the
 * compiler is told nothing that the student chose.
 *
 * Whose fault is a failed build? In this order:
 *   1. a limit of ours was met (time, memory, size): the source asks too much;
 *   2. the compiler was killed from outside: the machine;
 *   3. the compiler names a line of the source: the source;
 *   4. else a program of ours is built the same way. If that fails too, the
 *      machine lacks something (headers, libtsan); if not, it is the source,
 *      also where the compiler broke down over it.
 */
#include "compile/compile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "compile/diagnostics.h"
#include "compile/shim_object.h"
#include "sandbox/sandbox.h"

#define SECOND_NS INT64_C(1000000000)
#define MIB       (INT64_C(1) << 20)

static const struct sandbox_limits build_limits = {
    .cpu_ns = 20 * SECOND_NS,
    .wall_ns = 120 * SECOND_NS, /* six times: other builds may keep the machine busy */
    .memory_bytes = 1024 * MIB,
    .file_bytes = 64 * MIB,
    .output_bytes = 256 * 1024,
};

/* Temporary files are met by the file size limit first: "no space left" is then the host's disk. */
#define TMPFS_BYTES (192 * MIB)

/*
 * -O1: with it gcc sees uses of uninitialised variables; the optimisations
 * that tear stacks apart are off. -Wextra without the unused parameter that
 * nearly every thread function has.
 */
static const char *const common_flags[] = {
    "-std=gnu17",
    "-O1",
    "-g",
    "-pthread",
    "-Wall",
    "-Wextra",
    "-Wno-unused-parameter",
    "-fno-omit-frame-pointer",
    "-fno-optimize-sibling-calls",
    NULL,
};

/* -pass-exit-codes: an internal error of gcc is exit code 4 instead of 1. */
static const char *const gcc_flags[] = {"-fdiagnostics-color=never", "-fmax-errors=20",
                                        "-pass-exit-codes", "-Wno-tsan", NULL};

/*
 * Without the caret clang prints no bare source line, which could look like a
 * message. gold reads lines for its messages from clang's DWARF 4, not from 5.
 */
static const char *const clang_flags[] = {"-gdwarf-4",
                                          "-fno-color-diagnostics",
                                          "-fno-caret-diagnostics",
                                          "-fno-crash-diagnostics",
                                          "-ferror-limit=20",
                                          "-Wno-unknown-warning-option",
                                          "-Qunused-arguments",
                                          NULL};

/*
 * A local array that is written past its end stops the program, rather than what
 * lies behind it being overwritten, with luck unseen. Not _FORTIFY_SOURCE: it
 * stops coroutines that switch stacks with longjmp.
 */
static const char *const native_flags[] = {"-fstack-protector-strong", NULL};

/*
 * Attributes that keep the detectors out: instead they move a function to a
 * section where it is found.
 */
static const char *const unchecked_attributes[] = {
    "no_sanitize(...)",
    "__no_sanitize__(...)",
    "no_sanitize_thread",
    "__no_sanitize_thread__",
    "no_sanitize_address",
    "__no_sanitize_address__",
    "no_sanitize_undefined",
    "__no_sanitize_undefined__",
    "no_address_safety_analysis",
    "__no_address_safety_analysis__",
    "disable_sanitizer_instrumentation",
    "__disable_sanitizer_instrumentation__",
};

static const char *const tsan_flags[] = {"-fsanitize=thread",
                                         "-Wl,--wrap=__tsan_atomic_thread_fence", NULL};

/* Without alignment: x86 does not mind, and old code that casts a buffer works. */
static const char *const memory_flags[] = {"-fsanitize=address,undefined",
                                           "-fno-sanitize=alignment", NULL};

/* How the builds differ. Engines that are not here use the native one. */
static const struct flavour {
    enum engine engine;
    const char *directory;
    const char *const *flags;
    const char *with, *package; /* for messages */
} flavours[] = {
    {ENGINE_NATIVE, "native", native_flags, "", ""},
    {ENGINE_TSAN, "tsan", tsan_flags, " with ThreadSanitizer", " libtsan2"},
    {ENGINE_MEMORY, "memory", memory_flags, " with AddressSanitizer", " libasan8 libubsan1"},
};

static const struct flavour *flavour_of(enum engine engine)
{
    for (size_t i = 1; i < sizeof flavours / sizeof *flavours; i++)
        if (flavours[i].engine == engine)
            return &flavours[i];
    return &flavours[0];
}

#define SHIM_NAME    "grader_shim.o"
#define PROGRAM_NAME "prog"
#define LISTING_NAME "assembly.lst"

#define GCC_INTERNAL_ERROR   4
#define CLANG_INTERNAL_ERROR 70

static const char reference_name[] = "reference.c";
static const char reference_text[] = "#include <math.h>\n"
                                     "#include <pthread.h>\n"
                                     "#include <stdio.h>\n"
                                     "int main(int argc, char **argv)\n"
                                     "{\n"
                                     "    (void)argv;\n"
                                     "    return printf(\"%f\", sqrt(argc)) < 0;\n"
                                     "}\n";

struct strings {
    char **items;
    size_t count, capacity;
};

static void strings_free(struct strings *s)
{
    for (size_t i = 0; i < s->count; i++)
        free(s->items[i]);
    free(s->items);
}

static void strings_add(struct strings *s, const char *text)
{
    *GROW(s->items, s->count, s->capacity) = xstrdup(text);
}

static void strings_add_all(struct strings *s, const char *const *texts)
{
    for (; *texts; texts++)
        strings_add(s, *texts);
}

/* The compiler: where it lies, and what the sandbox must show besides the system for it. */
struct compiler {
    char *path;
    bool is_clang;
    struct strings directories;
};

static void compiler_free(struct compiler *c)
{
    free(c->path);
    strings_free(&c->directories);
}

static bool is_executable(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Where a program lies, looked for as the shell does; owned; NULL: nowhere. */
static char *find_in_path(const char *program)
{
    if (strchr(program, '/'))
        return is_executable(program) ? xstrdup(program) : NULL;
    const char *path = getenv("PATH");
    cleanup_free char *copy = xstrdup(path && *path ? path : "/usr/bin:/bin");
    char *save = NULL;
    for (char *d = strtok_r(copy, ":", &save); d; d = strtok_r(NULL, ":", &save)) {
        cleanup_free char *found = xasprintf("%s/%s", d, program);
        char real[PATH_MAX];
        /* ccache wants a cache directory, which nothing in the sandbox has. */
        if (is_executable(found) && realpath(found, real) && strcmp(base_name(real), "ccache") != 0)
            return steal_ptr(found);
    }
    return NULL;
}

static bool is_in_system(const char *path)
{
    return strncmp(path, "/usr/bin/", 9) == 0 || strncmp(path, "/usr/lib/", 9) == 0;
}

/* A compiler outside the system's folders (/opt/gcc-14/bin/gcc) needs its neighbours. */
static void add_neighbours(struct compiler *c)
{
    static const char *const names[] = {"bin", "lib", "lib64", "libexec", "include"};
    cleanup_free char *prefix = xstrdup(c->path);
    for (int up = 0; up < 2; up++) {
        char *slash = strrchr(prefix, '/');
        if (!slash)
            return;
        *slash = '\0';
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        cleanup_free char *directory = xasprintf("%s/%s", prefix, names[i]);
        if (access(directory, R_OK | X_OK) == 0)
            strings_add(&c->directories, directory);
    }
}

static int find_compiler(const char *name, struct compiler *c, struct error *err)
{
    char real[PATH_MAX];
    cleanup_free char *found = find_in_path(name);
    if (!found || !realpath(found, real))
        return error_set(err, ERROR_MACHINE,
                         "the compiler \"%s\" was not found: install it (Debian: apt-get install "
                         "gcc libc6-dev) or choose another one with --cc",
                         name);
    c->is_clang = strstr(base_name(real), "clang") || strstr(base_name(found), "clang");
    if (*found == '/' && is_in_system(found) && is_in_system(real)) {
        c->path = steal_ptr(found);
        return 0;
    }
    c->path = xstrdup(real);
    if (!is_in_system(real))
        add_neighbours(c);
    return 0;
}

/* One call of the compiler. */
struct job {
    const struct compiler *compiler;
    enum engine engine;
    const char *directory; /* on the host; /workdir inside */
    const char *name, *text;
    size_t size;
    bool without_warnings;
};

static int write_file(const char *directory, const char *name, const void *bytes, size_t size,
                      struct error *err)
{
    cleanup_free char *path = xasprintf("%s/%s", directory, name);
    cleanup_close int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    const char *p = bytes;
    if (fd < 0)
        return error_errno(err, "cannot write %s", path);
    while (size > 0) {
        ssize_t written = write(fd, p, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return error_errno(err, "cannot write %s", path);
        p += written;
        size -= (size_t)written;
    }
    return 0;
}

static int write_files(const struct job *job, struct error *err)
{
    size_t shim_size;
    const void *shim = shim_object(&shim_size);
    if (mkdir(job->directory, 0700) < 0 && errno != EEXIST)
        return error_errno(err, "cannot make the directory %s", job->directory);
    if (write_file(job->directory, job->name, job->text, job->size, err) < 0)
        return -1;
    if (job->engine != ENGINE_TSAN)
        return 0;
    return write_file(job->directory, SHIM_NAME, shim, shim_size, err);
}

/*
 * All builds have the same macros: no #if can give the detectors another
 * program than the one whose output is judged.
 */
static void add_macros(struct strings *args)
{
    static const char *const of_one_build[] = {"-U__SANITIZE_THREAD__", "-U__SANITIZE_ADDRESS__",
                                               "-U__SSP_STRONG__", NULL};
    static const char mark[] = "section(\"" COMPILE_UNCHECKED_SECTION "\")";
    strings_add_all(args, of_one_build);
    for (size_t i = 0; i < sizeof unchecked_attributes / sizeof *unchecked_attributes; i++) {
        cleanup_free char *flag = xasprintf("-D%s=%s", unchecked_attributes[i], mark);
        strings_add(args, flag);
    }
}

/* The assembler's listing, in which inline assembly stands marked; other than an object, no line
 * of it is cut. */
static void add_listing(const struct job *job, struct strings *args)
{
    if (job->engine != ENGINE_NATIVE)
        return;
    if (job->compiler->is_clang)
        strings_add(args, "-fno-integrated-as");
    strings_add(args, "-Wa,-aln=" LISTING_NAME
                      ",--listing-lhs-width=1,--listing-cont-lines=0,--listing-rhs-width=1000");
}

static void make_arguments(const struct job *job, struct strings *args)
{
    strings_add_all(args, common_flags);
    strings_add_all(args, job->compiler->is_clang ? clang_flags : gcc_flags);
    /* gold links against libtsan in half of bfd's time. */
    if (access("/usr/bin/ld.gold", X_OK) == 0)
        strings_add(args, "-fuse-ld=gold");
    strings_add_all(args, flavour_of(job->engine)->flags);
    add_macros(args);
    add_listing(job, args);
    if (job->without_warnings)
        strings_add(args, "-w");
    strings_add(args, "-o");
    strings_add(args, PROGRAM_NAME);
    strings_add(args, job->name);
    if (job->engine == ENGINE_TSAN)
        strings_add(args, SHIM_NAME);
    strings_add(args, "-lm");
    (void)GROW(args->items, args->count, args->capacity);
}

static int run_compiler(const struct job *job, struct sandbox_outcome *outcome, struct error *err)
{
    /* SOURCE_DATE_EPOCH: __DATE__ and __TIME__ are the same every time, the start of virtual time.
     */
    char *environment[] = {"PATH=/usr/bin:/bin", "LC_ALL=C", "TMPDIR=/tmp",
                           "SOURCE_DATE_EPOCH=1756566151", NULL};
    const struct compiler *c = job->compiler;
    cleanup_free struct sandbox_bind *binds = xcalloc(1 + c->directories.count, sizeof *binds);
    binds[0] = (struct sandbox_bind){job->directory, "/workdir", true};
    for (size_t i = 0; i < c->directories.count; i++)
        binds[i + 1] =
            (struct sandbox_bind){c->directories.items[i], c->directories.items[i], false};
    struct sandbox sandbox = {.binds = binds,
                              .bind_count = 1 + c->directories.count,
                              .environment = environment,
                              .with_compiler = true,
                              .tmpfs_bytes = TMPFS_BYTES,
                              .seccomp_fd = -1};
    cleanup_with(strings_free) struct strings args = {0};
    make_arguments(job, &args);
    if (write_files(job, err) < 0 ||
        sandbox_run(&sandbox, &build_limits, c->path, args.items, outcome, err) < 0)
        return -1;
    if (outcome->timed_out)
        return error_set(err, ERROR_MACHINE,
                         "the compiler was not done within %d s although it has used less "
                         "processor time than it may: this machine is too busy, try again later",
                         (int)(build_limits.wall_ns / SECOND_NS));
    return 0;
}

static int exit_code(const struct sandbox_outcome *outcome)
{
    return WIFEXITED(outcome->status) ? WEXITSTATUS(outcome->status)
                                      : 128 + WTERMSIG(outcome->status);
}

/* What programs say when a limit of ours stops them, and what that means to the student. */
static const struct limit_message {
    const char *said, *meaning;
} limit_messages[] = {
#define TOO_LARGE                                                                                  \
    "the program would be larger than 64 MiB: is there a very large array with initial values? "   \
    "Give it its values at run time, or make it smaller"
    {"File size limit exceeded", TOO_LARGE},
    {"File too large", TOO_LARGE},
    {"signal 25", TOO_LARGE},
#undef TOO_LARGE
#define TOO_LONG                                                                                   \
    "the compiler needed more than 20 s of processor time: is there a macro or an #include that "  \
    "expands into itself again and again?"
    {"CPU time limit exceeded", TOO_LONG},
    {"signal 24", TOO_LONG},
#undef TOO_LONG
#define TOO_MUCH                                                                                   \
    "the compiler needed more than 1 GiB of memory: is there a very large array with initial "     \
    "values, or a macro that expands into itself again and again?"
    {"out of memory", TOO_MUCH},
    {"virtual memory exhausted", TOO_MUCH},
    {"memory exhausted", TOO_MUCH},
    {"Cannot allocate memory", TOO_MUCH},
    {"bad_alloc", TOO_MUCH},
#undef TOO_MUCH
};

static const char *limit_in_line(const char *line)
{
    for (size_t i = 0; i < sizeof limit_messages / sizeof *limit_messages; i++)
        if (strstr(line, limit_messages[i].said))
            return limit_messages[i].meaning;
    return NULL;
}

/* Which limit stopped the build, as the log tells it; NULL: none. Diagnostics of the source say
 * nothing of it. */
static const char *met_limit(const char *log, const char *name)
{
    cleanup_free char *copy = xstrdup(log);
    char *save = NULL;
    for (char *line = strtok_r(copy, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        bool of_source = *line == ' ' || strncmp(line, name, strlen(name)) == 0;
        const char *meaning = of_source ? NULL : limit_in_line(line);
        if (meaning)
            return meaning;
    }
    return NULL;
}

static bool compiler_killed(int code, const char *log)
{
    return code >= 128 || strstr(log, "Killed signal terminated program");
}

static bool compiler_crashed(const struct compiler *c, int code, const char *log)
{
    return c->is_clang ? code == CLANG_INTERNAL_ERROR || strstr(log, "frontend command failed")
                       : code == GCC_INTERNAL_ERROR;
}

/* Builds a program of ours the same way: 0 if that works, else -1 with what is missing. */
static int try_reference(const struct job *failed, const char *work_directory, struct error *err)
{
    cleanup_free char *directory =
        xasprintf("%s/reference-%s", work_directory, base_name(failed->directory));
    cleanup_with(sandbox_outcome_free) struct sandbox_outcome outcome = {0};
    struct job job = *failed;
    job.directory = directory;
    job.name = reference_name;
    job.text = reference_text;
    job.size = sizeof reference_text - 1;
    if (run_compiler(&job, &outcome, err) < 0)
        return -1;
    if (exit_code(&outcome) == 0)
        return 0;
    cleanup_free char *line = diagnostics_telling_line(outcome.output);
    return error_set(err, ERROR_MACHINE,
                     "%s cannot build even a trivial program%s: %s\n"
                     "Install what is missing (Debian: apt-get install gcc libc6-dev%s).",
                     job.compiler->path, flavour_of(job.engine)->with, line,
                     flavour_of(job.engine)->package);
}

/* Not every missing header is the student's: on a host without libc6-dev stdio.h is missing. */
static bool misses_file(const struct build *build)
{
    for (size_t i = 0; i < build->diagnostic_count; i++)
        if (strstr(build->diagnostics[i].message, "No such file") ||
            strstr(build->diagnostics[i].message, "file not found"))
            return true;
    return false;
}

/* The build failed: whose fault is it? See the top of this file. */
static int judge_failure(const struct job *job, int code, const char *work_directory,
                         struct build *out, struct error *err)
{
    const char *limit = met_limit(out->log, job->name);
    cleanup_free char *line = diagnostics_telling_line(out->log);
    if (limit) {
        diagnostics_add(out, true, limit);
        return 0;
    }
    if (compiler_killed(code, out->log))
        return error_set(err, ERROR_MACHINE, "%s was killed (exit code %d): %s",
                         job->compiler->path, code, *line ? line : "it said nothing");
    bool crashed = compiler_crashed(job->compiler, code, out->log);
    if ((crashed || !diagnostics_has_error(out, true) || misses_file(out)) &&
        try_reference(job, work_directory, err) < 0)
        return -1;
    if (crashed) {
        diagnostics_add(
            out, true,
            "the compiler itself broke down over this file, though it builds other ones: "
            "make the code simpler where it is nested deepest or longest");
        return 0;
    }
    if (!diagnostics_has_error(out, false))
        diagnostics_add(out, true, *line ? line : "the compiler failed and did not say why");
    return 0;
}

/* The compiler says it is done: there must be a regular file of some size. */
static int take_executable(const struct job *job, struct build *out, struct error *err)
{
    cleanup_free char *path = xasprintf("%s/%s", job->directory, PROGRAM_NAME);
    struct stat st;
    if (lstat(path, &st) < 0)
        return error_errno(err, "%s reported success, but there is no program at %s",
                           job->compiler->path, path);
    if (!S_ISREG(st.st_mode) || st.st_size == 0)
        return error_set(err, ERROR_MACHINE, "%s left no regular file at %s", job->compiler->path,
                         path);
    out->executable = steal_ptr(path);
    if (job->engine == ENGINE_NATIVE)
        out->listing = xasprintf("%s/%s", job->directory, LISTING_NAME);
    out->ok = true;
    return 0;
}

/* Compiles; *code is the compiler's exit code. */
static int compile(const struct job *job, struct build *out, bool *cut, int *code,
                   struct error *err)
{
    cleanup_with(sandbox_outcome_free) struct sandbox_outcome outcome = {0};
    if (run_compiler(job, &outcome, err) < 0)
        return -1;
    free(out->log);
    out->log =
        diagnostics_clean_log(outcome.output, outcome.output_size, outcome.output_cut, job->name);
    diagnostics_parse(out->log, job->name, job->text, out);
    *cut = outcome.output_cut;
    *code = exit_code(&outcome);
    return 0;
}

static int build_source(struct job *job, const char *work_directory, struct build *out,
                        struct error *err)
{
    cleanup_free char *program = xasprintf("%s/%s", job->directory, PROGRAM_NAME);
    bool cut;
    int code;
    if (unlink(program) < 0 && errno != ENOENT && errno != ENOTDIR)
        return error_errno(err, "cannot remove the older %s", program);
    if (compile(job, out, &cut, &code, err) < 0)
        return -1;
    /* A flood of warnings can push the error over the limit of what is kept. */
    job->without_warnings = code != 0 && cut && !diagnostics_has_error(out, false);
    if (job->without_warnings && compile(job, out, &cut, &code, err) < 0)
        return -1;
    if (code == 0)
        return take_executable(job, out, err);
    return judge_failure(job, code, work_directory, out, err);
}

int compile_build(const struct source *source, enum engine engine, const char *compiler,
                  const char *work_directory, struct build *out, struct error *err)
{
    *out = (struct build){.engine = engine};
    if (source->rejection) {
        out->log = xstrdup(source->rejection);
        diagnostics_add(out, true, source->rejection);
        return 0;
    }
    cleanup_with(compiler_free) struct compiler c = {0};
    cleanup_free char *directory =
        xasprintf("%s/%s", work_directory, flavour_of(engine)->directory);
    struct job job = {.compiler = &c,
                      .engine = engine,
                      .directory = directory,
                      .name = source->name,
                      .text = source->text,
                      .size = source->size};
    if (find_compiler(compiler, &c, err) < 0 || build_source(&job, work_directory, out, err) < 0) {
        build_free(out);
        return -1;
    }
    return 0;
}

void build_free(struct build *b)
{
    for (size_t i = 0; i < b->diagnostic_count; i++) {
        free(b->diagnostics[i].message);
        free(b->diagnostics[i].source_line);
    }
    free(b->diagnostics);
    free(b->executable);
    free(b->listing);
    free(b->log);
    *b = (struct build){0};
}
