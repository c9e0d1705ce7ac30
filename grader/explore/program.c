#include "explore/program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "explore/names.h"
#include "explore/runtime_object.h"
#include "runtime/shared.h"
#include "sandbox/sandbox.h"

#define SECOND_NS   INT64_C(1000000000)
#define MIB         (INT64_C(1) << 20)
#define LIMIT_BYTES (4 * MIB)
#define COMPILER    "/usr/bin/gcc"
#define RENAMER     "/usr/bin/objcopy"
#define STUBS       "grader_stubs.c"

/*
 * -O0, -fno-builtin, volatile told apart: each access of the source is one access
 * of the program. An optimiser keeps in a register what other threads change (from
 * -Og on gcc takes the load out of `while (!flag);`), and folds `x = 1; assert(x == 1)`.
 * No fortified functions: they would go past the names that are wrapped.
 */
static const char *const compile_flags[] = {"-std=gnu17",
                                            "-g",
                                            "-w",
                                            "-pthread",
                                            "-fsanitize=thread",
                                            "-fsanitize-coverage=trace-pc",
                                            "--param",
                                            "tsan-distinguish-volatile=1",
                                            "-fno-builtin",
                                            "-U_FORTIFY_SOURCE",
                                            "-fno-omit-frame-pointer",
                                            "-fno-pie",
                                            "-fdiagnostics-color=never",
                                            "-c",
                                            NULL};

static const char *const wrapped[] = {
#define RT_WRAPPED(name)          #name,
#define RT_UNSUPPORTED(name, why) #name,
#define RT_SAFE(name)
#include "runtime/table.h"
#undef RT_WRAPPED
#undef RT_UNSUPPORTED
#undef RT_SAFE
};

static const char *const safe[] = {
#define RT_WRAPPED(name)
#define RT_UNSUPPORTED(name, why)
#define RT_SAFE(name) #name,
#include "runtime/table.h"
#undef RT_WRAPPED
#undef RT_UNSUPPORTED
#undef RT_SAFE
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void end(struct name_list *s)
{
    (void)GROW(s->items, s->count, s->capacity);
    s->count--;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool ends_in(const char *name, const char *suffix)
{
    size_t a = strlen(name), b = strlen(suffix);
    return a > b && strcmp(name + a - b, suffix) == 0;
}

static int write_file(const char *directory, const char *name, const void *bytes, size_t size,
                      struct error *err)
{
    cleanup_free char *path = xasprintf("%s/%s", directory, name);
    cleanup_close int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0 && errno == EEXIST)
        return error_set(err, ERROR_USAGE, "two files are called %s", name);
    const char *p = bytes;
    for (ssize_t n = 0; fd >= 0 && size > 0; p += n, size -= (size_t)n)
        if ((n = write(fd, p, size)) < 0)
            break;
    return fd < 0 || size > 0 ? error_errno(err, "cannot write %s", path) : 0;
}

static int copy_file(const char *path, const char *directory, struct error *err)
{
    struct stat st;
    cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &st) < 0)
        return error_set(err, ERROR_USAGE, "cannot read %s: %s", path, strerror(errno));
    if (!S_ISREG(st.st_mode))
        return error_set(err, ERROR_USAGE, "%s is no regular file", path);
    if (st.st_size > LIMIT_BYTES)
        return error_set(err, ERROR_USAGE, "%s is larger than 4 MiB", path);
    cleanup_free char *bytes = xmalloc((size_t)st.st_size + 1);
    ssize_t size = read(fd, bytes, (size_t)st.st_size);
    if (size < 0)
        return error_set(err, ERROR_USAGE, "cannot read %s: %s", path, strerror(errno));
    return write_file(directory, base_name(path), bytes, (size_t)size, err);
}

static int run_tool(const char *directory, const char *tool, struct name_list *args,
                    struct sandbox_outcome *out, struct error *err)
{
    static const struct sandbox_limits limits = {.cpu_ns = 60 * SECOND_NS,
                                                 .wall_ns = 300 * SECOND_NS,
                                                 .memory_bytes = 2048 * MIB,
                                                 .file_bytes = 256 * MIB,
                                                 .output_bytes = 256 * 1024};
    char *environment[] = {"PATH=/usr/bin:/bin", "LC_ALL=C", "TMPDIR=/tmp", NULL};
    struct sandbox_bind bind = {directory, "/workdir", true};
    struct sandbox sandbox = {.binds = &bind,
                              .bind_count = 1,
                              .environment = environment,
                              .with_compiler = true,
                              .tmpfs_bytes = 512 * MIB,
                              .seccomp_fd = -1};
    end(args);
    if (sandbox_run(&sandbox, &limits, tool, args->items, out, err) < 0)
        return -1;
    if (out->timed_out)
        return error_set(err, ERROR_MACHINE, "the compiler was not done within 300 s");
    return 0;
}

/* Runs gcc or objcopy; adds what it says to the log. 0 with *ok. */
static int call(const char *directory, const char *tool, struct name_list *args,
                struct explore_program *p, struct error *err)
{
    cleanup_with(sandbox_outcome_free) struct sandbox_outcome outcome = {0};
    if (run_tool(directory, tool, args, &outcome, err) < 0)
        return -1;
    char *log = xasprintf("%s%s", p->log ? p->log : "", outcome.output ? outcome.output : "");
    free(p->log);
    p->log = log;
    p->ok = outcome.status == 0;
    return 0;
}

static int compile_file(const char *directory, const char *name, const char *cflags, size_t number,
                        struct explore_program *p, struct error *err)
{
    cleanup_with(name_list_free) struct name_list args = {0};
    for (const char *const *flag = compile_flags; *flag; flag++)
        name_list_add(&args, xstrdup(*flag));
    cleanup_free char *copy = xstrdup(cflags ? cflags : "");
    char *save = NULL;
    for (char *f = strtok_r(copy, " \t\n", &save); f; f = strtok_r(NULL, " \t\n", &save))
        name_list_add(&args, xstrdup(f));
    name_list_add(&args, xstrdup("-O0")); /* whatever the caller's flags say */
    name_list_add(&args, xstrdup("-o"));
    name_list_add(&args, xasprintf("explore_%zu.o", number));
    name_list_add(&args, xasprintf("./%s", name));
    return call(directory, COMPILER, &args, p, err);
}

static bool contains(const char *const *list, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i], name) == 0)
            return true;
    return false;
}

static bool is_of_contest(const char *name)
{
    return strncmp(name, "__VERIFIER_", strlen("__VERIFIER_")) == 0;
}

/* No more than C allows: __asm__() does. */
static bool is_plain(const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    return name[strspn(name, allowed)] == '\0';
}

/* __VERIFIER_nondet_…() that is not in the table: for each type of theirs programs have a name. */
static bool is_some_value(const char *name)
{
    static const char prefix[] = "__VERIFIER_nondet_";
    return strncmp(name, prefix, strlen(prefix)) == 0 && is_plain(name);
}

/* What gives values of its type: one register for all but floating point. */
static const char *value_like(const char *name)
{
    static const char *const pointers[] = {"ptr", "point", "pchar", "charp"};
    for (size_t i = 0; i < COUNT(pointers); i++)
        if (strstr(name, pointers[i]))
            return "__VERIFIER_nondet_pointer";
    return "__VERIFIER_nondet_ulong";
}

static bool is_contest_error(const char *name)
{
    return strcmp(name, "reach_error") == 0 || strcmp(name, "__VERIFIER_error") == 0;
}

/* A name of the C library: the runtime means that one by it, whatever the program has of this name.
 */
static bool is_library_name(const char *name)
{
    return (contains(wrapped, COUNT(wrapped), name) || contains(safe, COUNT(safe), name)) &&
           strcmp(name, "main") != 0 && strcmp(name, "assume_abort_if_not") != 0 &&
           !is_of_contest(name) && !is_contest_error(name);
}

/* What the program defines itself, say read() or time, gets another name in all its objects. */
static int rename_own(const char *directory, size_t count, const struct names *names,
                      struct explore_program *p, struct error *err)
{
    bool any = false;
    for (size_t i = 0; i < count && p->ok; i++) {
        cleanup_with(name_list_free) struct name_list args = {0};
        for (size_t k = 0; k < names->defined.count; k++) {
            const char *name = names->defined.items[k];
            if (!is_library_name(name))
                continue;
            name_list_add(&args, xasprintf("--redefine-sym=%s=%s.own", name, name));
            any = true;
        }
        name_list_add(&args, xasprintf("explore_%zu.o", i));
        if (any && call(directory, RENAMER, &args, p, err) < 0)
            return -1;
    }
    return 0;
}

/* Of the names that the program leaves undefined: in neither table, nor its own. */
static bool is_unknown(const struct names *names, const char *name)
{
    return !contains(wrapped, COUNT(wrapped), name) && !contains(safe, COUNT(safe), name) &&
           !name_list_has(&names->defined, name);
}

static void add_values(struct name_list *args, const struct names *names)
{
    for (size_t i = 0; i < names->undefined.count; i++) {
        const char *name = names->undefined.items[i];
        if (is_some_value(name) && is_unknown(names, name))
            name_list_add(args, xasprintf("-Wl,--defsym=%s=%s", name, value_like(name)));
    }
}

/*
 * A function that nobody knows may never be called: then nothing is lost. In the place of
 * each stands one that says that the program cannot be explored, and how it is called.
 */
static int write_stubs(const char *directory, const struct names *names, struct error *err)
{
    cleanup_buffer struct buffer b = {0};
    buffer_puts(&b, "extern void rt_unsupported(const char *, unsigned long);\n");
    for (size_t i = 0; i < names->undefined.count; i++) {
        const char *name = names->undefined.items[i];
        bool again = contains((const char *const *)names->undefined.items, i, name);
        if (is_unknown(names, name) && !is_some_value(name) && !again)
            buffer_printf(&b,
                          "void stub_%zu(void) __asm__(\"%s\");\n"
                          "void stub_%zu(void) { rt_unsupported(\"%s(), which the explorer does "
                          "not know\", (unsigned long)__builtin_return_address(0)); }\n",
                          i, name, i, name);
    }
    return write_file(directory, STUBS, b.data, b.length, err);
}

static int link_program(const char *directory, size_t count, const struct names *names,
                        struct explore_program *p, struct error *err)
{
    cleanup_with(name_list_free) struct name_list args = {0};
    size_t size;
    const void *runtime = runtime_object(&size);
    if (write_file(directory, "grader_runtime.o", runtime, size, err) < 0 ||
        write_stubs(directory, names, err) < 0)
        return -1;
    name_list_add(&args, xstrdup("-no-pie"));
    name_list_add(&args, xstrdup("-fno-pie"));
    name_list_add(&args,
                  xstrdup("-Wl,-z,now")); /* resolved before the snapshot, not in each schedule */
    name_list_add(&args, xstrdup("-pthread"));
    for (size_t i = 0; i < COUNT(wrapped); i++)
        name_list_add(&args, xasprintf("-Wl,--wrap=%s", wrapped[i]));
    if (p->contest)
        name_list_add(&args, xasprintf("-Wl,--defsym=rt_contest=%d", p->contest));
    add_values(&args, names);
    name_list_add(&args, xstrdup("-o"));
    name_list_add(&args, xstrdup("prog"));
    for (size_t i = 0; i < count; i++)
        name_list_add(&args, xasprintf("explore_%zu.o", i));
    name_list_add(&args, xstrdup(STUBS));
    name_list_add(&args, xstrdup("grader_runtime.o"));
    name_list_add(&args, xstrdup("-lm"));
    return call(directory, COMPILER, &args, p, err);
}

/* ---- functions that nobody knows */

static void find_unknown(const struct names *names, struct explore_program *p)
{
    for (size_t i = 0; i < names->undefined.count && !p->unsupported; i++) {
        const char *name = names->undefined.items[i];
        if (is_unknown(names, name) && !is_some_value(name))
            p->unsupported = xasprintf("%s(), which the explorer does not know", name);
    }
}

/* Can one of ours stand in the place of each function that nobody knows? */
static bool can_be_stubs(const struct names *names)
{
    for (size_t i = 0; i < names->undefined.count; i++) {
        const char *name = names->undefined.items[i];
        if (is_unknown(names, name) && !is_some_value(name) &&
            (!is_plain(name) || name_list_has(&names->addressed, name)))
            return false;
    }
    return names->undefined.count > 0;
}

/* For the runtime: what it uses of the names of SV-COMP, RT_CONTEST_…; 0: nothing. */
static int contest_of(const struct names *names)
{
    const struct name_list *lists[] = {&names->defined, &names->undefined};
    int most = 0;
    for (size_t k = 0; k < COUNT(lists); k++)
        for (size_t i = 0; i < lists[k]->count; i++) {
            const char *name = lists[k]->items[i];
            if (is_contest_error(name))
                return RT_CONTEST_ERROR;
            if (is_of_contest(name))
                most = RT_CONTEST_VALUES;
        }
    return most;
}

static int check_symbols(const char *directory, size_t count, struct names *names,
                         struct explore_program *p, struct error *err)
{
    int status = 0;
    names_free(names);
    for (size_t i = 0; i < count && status == 0; i++) {
        cleanup_free char *path = xasprintf("%s/explore_%zu.o", directory, i);
        status = names_read(path, names, err);
    }
    if (status == 0) {
        find_unknown(names, p);
        p->contest = contest_of(names);
    }
    return status;
}

/* Compiles the C files and looks for names that nobody knows. *sources: how many these are. */
static int compile_all(char *const *files, size_t count, const char *cflags, const char *directory,
                       size_t *sources, struct names *names, struct explore_program *out,
                       struct error *err)
{
    *sources = 0;
    for (size_t i = 0; i < count && out->ok; i++) {
        if (ends_in(files[i], ".h"))
            continue;
        if (compile_file(directory, base_name(files[i]), cflags, (*sources)++, out, err) < 0)
            return -1;
    }
    return out->ok ? check_symbols(directory, *sources, names, out, err) : 0;
}

/*
 * A function that is `inline` and no more has no definition to call without
 * optimisation, as of C99. Old programs count on what gcc did before.
 */
static int compile_as_before_c99(char *const *files, size_t count, const char *cflags,
                                 const char *directory, struct names *names,
                                 struct explore_program *out, struct error *err)
{
    cleanup_free char *flags = xasprintf("%s -fgnu89-inline", cflags ? cflags : "");
    cleanup_free char *why = steal_ptr(out->unsupported);
    size_t sources;
    if (compile_all(files, count, flags, directory, &sources, names, out, err) < 0)
        return -1;
    if (!out->ok)
        names_free(names); /* of some files there is no object now */
    if (!out->ok || out->unsupported) {
        free(out->unsupported);
        out->unsupported = steal_ptr(why);
        out->ok = true;
    }
    return 0;
}

int explore_program_build(char *const *files, size_t count, const char *cflags,
                          const char *directory, struct explore_program *out, struct error *err)
{
    cleanup_with(names_free) struct names names = {0};
    size_t sources;
    *out = (struct explore_program){.ok = true};
    for (size_t i = 0; i < count; i++)
        if (copy_file(files[i], directory, err) < 0)
            return -1;
    if (compile_all(files, count, cflags, directory, &sources, &names, out, err) < 0)
        return -1;
    if (!out->ok)
        return 0;
    if (!sources)
        return error_set(err, ERROR_USAGE, "there is no C file to explore");
    if (out->unsupported &&
        compile_as_before_c99(files, count, cflags, directory, &names, out, err) < 0)
        return -1;
    if (out->unsupported && can_be_stubs(&names)) {
        free(out->unsupported);
        out->unsupported = NULL;
    }
    if (!out->unsupported && rename_own(directory, sources, &names, out, err) < 0)
        return -1;
    if (!out->unsupported && out->ok && link_program(directory, sources, &names, out, err) < 0)
        return -1;
    if (out->ok && !out->unsupported)
        out->executable = xasprintf("%s/prog", directory);
    return 0;
}

void explore_program_free(struct explore_program *p)
{
    free(p->executable);
    free(p->log);
    free(p->unsupported);
    *p = (struct explore_program){0};
}
