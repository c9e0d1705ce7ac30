#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "compile/compile.h"
#include "compile/diagnostics.h"
#include "sandbox/sandbox.h"

#define SECOND_NS INT64_C(1000000000)

static char directory[] = "/tmp/test_compile_XXXXXX";

static int make_directory(void **state)
{
    struct error err = ERROR_INIT;
    (void)state;
    if (sandbox_probe(&err) < 0) {
        print_message("%s\n", err.message);
        return -1;
    }
    return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
    cleanup_free char *command = xasprintf("rm -rf %s", directory);
    (void)state;
    return system(command);
}

/* A source as source_read() gives it. */
static struct source source_of(const char *text)
{
    return (struct source){.name = (char *)"hello.c", .text = (char *)text, .size = strlen(text)};
}

static struct build build_with(const char *text, enum engine engine, const char *compiler)
{
    struct source source = source_of(text);
    struct build build;
    struct error err = ERROR_INIT;
    if (compile_build(&source, engine, compiler, directory, &build, &err) < 0)
        fail_msg("%s", err.message);
    return build;
}

static struct build build_ok(const char *text, enum engine engine, const char *compiler)
{
    struct build build = build_with(text, engine, compiler);
    if (!build.ok)
        fail_msg("%s", build.log);
    assert_non_null(build.executable);
    return build;
}

/* The program's output; a ThreadSanitizer build has 66 as its status after a report. */
static char *run_program(const char *executable, int expected_status)
{
    struct sandbox_bind bind = {executable, "/program/hello", false};
    struct sandbox sandbox = {
        .binds = &bind, .bind_count = 1, .tmpfs_bytes = 1 << 20, .seccomp_fd = -1};
    struct sandbox_limits limits = {.cpu_ns = 20 * SECOND_NS, .output_bytes = 20000};
    /* libtsan of gcc 12 wants addresses that are not randomised. */
    char *args[] = {"-R", "/program/hello", NULL};
    struct sandbox_outcome o;
    struct error err = ERROR_INIT;
    if (sandbox_run(&sandbox, &limits, "/usr/bin/setarch", args, &o, &err) < 0)
        fail_msg("%s", err.message);
    if (WEXITSTATUS(o.status) != expected_status)
        fail_msg("status %d: %s", WEXITSTATUS(o.status), o.output);
    return o.output;
}

static const struct diagnostic *find_diagnostic(const struct build *build, const char *part)
{
    for (size_t i = 0; i < build->diagnostic_count; i++)
        if (strstr(build->diagnostics[i].message, part))
            return &build->diagnostics[i];
    fail_msg("no diagnostic says \"%s\": %s", part, build->log);
    return NULL;
}

/* The source is refused by a build failure of its own, with an error that says `part`. */
static void check_failure_with(const char *text, const char *compiler, int line, const char *part)
{
    struct build build = build_with(text, ENGINE_NATIVE, compiler);
    assert_false(build.ok);
    assert_null(build.executable);
    const struct diagnostic *d = find_diagnostic(&build, part);
    assert_true(d->is_error);
    assert_int_equal(d->line, line);
    build_free(&build);
}

static void check_failure(const char *text, int line, const char *part)
{
    check_failure_with(text, "gcc", line, part);
}

static const char greeting[] = "#include <math.h>\n"
                               "#include <stdio.h>\n"
                               "int main(int argc, char **argv)\n"
                               "{\n"
                               "    (void)argv;\n"
                               "    printf(\"hello %.0f\\n\", sqrt(argc + 3));\n"
                               "    return 0;\n"
                               "}\n";

static void check_greeting(const char *compiler)
{
    static const enum engine engines[] = {ENGINE_NATIVE, ENGINE_TSAN};
    for (size_t i = 0; i < 2; i++) {
        struct build build = build_ok(greeting, engines[i], compiler);
        cleanup_free char *output = run_program(build.executable, 0);
        assert_int_equal(build.engine, engines[i]);
        assert_string_equal(output, "hello 2\n");
        assert_int_equal(build.diagnostic_count, 0);
        assert_memory_equal(build.executable, directory, strlen(directory));
        build_free(&build);
    }
}

static void gcc_builds_for_both_engines(void **state)
{
    (void)state;
    check_greeting("gcc");
    check_greeting("/usr/bin/gcc");
}

static void need_clang(void)
{
    if (access("/usr/bin/clang", X_OK) < 0)
        skip();
}

static void clang_builds_for_both_engines(void **state)
{
    (void)state;
    need_clang();
    check_greeting("clang");
}

static void *build_in_thread(void *p)
{
    struct source source = source_of(greeting);
    struct build build;
    struct error err = ERROR_INIT;
    enum engine engine = *(enum engine *)p;
    bool fine = compile_build(&source, engine, "gcc", directory, &build, &err) == 0 && build.ok;
    error_clear(&err);
    build_free(&build);
    return fine ? p : NULL;
}

static void both_engines_build_at_once(void **state)
{
    enum engine engines[] = {ENGINE_NATIVE, ENGINE_TSAN};
    pthread_t threads[2];
    (void)state;
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, build_in_thread, &engines[i]), 0);
    for (int i = 0; i < 2; i++) {
        void *fine = NULL;
        pthread_join(threads[i], &fine);
        assert_non_null(fine);
    }
}

static void the_same_source_gives_the_same_program(void **state)
{
    static const char text[] = "#include <stdio.h>\n"
                               "int main(void) { puts(__DATE__ \" \" __TIME__ \" \" __FILE__); }\n";
    (void)state;
    struct build build = build_ok(text, ENGINE_NATIVE, "gcc");
    cleanup_free char *output = run_program(build.executable, 0);
    assert_string_equal(output, "Aug 30 2025 15:02:31 hello.c\n");
    build_free(&build);
}

static void check_warning(const char *compiler, const char *part)
{
    struct build build = build_ok("int f(int x)\n"
                                  "{\n"
                                  "    int unused;\n"
                                  "    return x;\n"
                                  "}\n"
                                  "int main(void) { return f(0); }\n",
                                  ENGINE_NATIVE, compiler);
    const struct diagnostic *d = find_diagnostic(&build, part);
    assert_false(d->is_error);
    assert_int_equal(d->line, 3);
    assert_int_equal(d->column, 9);
    assert_string_equal(d->source_line, "    int unused;");
    assert_int_equal(build.diagnostic_count, 1);
    assert_memory_equal(build.log, "hello.c:", 8);
    build_free(&build);
}

static void warnings_are_kept(void **state)
{
    (void)state;
    check_warning("gcc", "unused variable 'unused'");
    need_clang();
    check_warning("clang", "unused variable 'unused'");
}

static void errors_tell_line_and_column(void **state)
{
    static const char text[] = "int main(void)\n{\n    return y;\n}\n";
    (void)state;
    check_failure(text, 3, "'y' undeclared");
    need_clang();
    check_failure_with(text, "clang", 3, "undeclared identifier 'y'");
}

static void linker_errors_are_explained(void **state)
{
    static const char text[] = "void helper(void);\n"
                               "int main(void)\n"
                               "{\n"
                               "    helper();\n"
                               "}\n";
    (void)state;
    check_failure(text, 4, "undefined reference to 'helper'");
    check_failure("", 0, "no function main");
    check_failure("int f(void) { return 0; }\n", 0, "no function main");
    need_clang();
    check_failure_with(text, "clang", 4, "undefined reference to 'helper'");
}

static void logs_do_not_change_from_run_to_run(void **state)
{
    static const char text[] = "void a(void);\nint main(void) { a(); }\n"
                               "__asm__(\"nonsense\");\n";
    (void)state;
    struct build one = build_with(text, ENGINE_NATIVE, "gcc");
    struct build two = build_with(text, ENGINE_NATIVE, "gcc");
    assert_string_equal(one.log, two.log);
    assert_null(strstr(one.log, "/tmp"));
    assert_null(strstr(one.log, "/workdir"));
    build_free(&one);
    build_free(&two);
}

static void a_rejected_source_is_a_failed_build(void **state)
{
    struct source source = {.name = (char *)"hello.c", .rejection = (char *)"Not text."};
    struct build build;
    struct error err = ERROR_INIT;
    (void)state;
    assert_int_equal(compile_build(&source, ENGINE_NATIVE, "gcc", directory, &build, &err), 0);
    assert_false(build.ok);
    assert_string_equal(find_diagnostic(&build, "Not text")->message, "Not text.");
    build_free(&build);
}

/* Attacks on the compiler. */

static void files_of_the_host_are_not_seen(void **state)
{
    cleanup_free char *secret = xasprintf("%s/secret.txt", directory);
    cleanup_free char *text = xasprintf("#include \"%s\"\nint main(void) { }\n", secret);
    FILE *f = fopen(secret, "w");
    (void)state;
    assert_non_null(f);
    fputs("the solution", f);
    fclose(f);
    check_failure("#include \"/etc/shadow\"\nint main(void) { }\n", 1, "No such file");
    check_failure("#include \"/etc/passwd\"\nint main(void) { }\n", 1, "No such file");
    check_failure("#include \"../tsan/hello.c\"\nint main(void) { }\n", 1, "No such file");
    check_failure(text, 1, "No such file");
    check_failure("__asm__(\".incbin \\\"/etc/passwd\\\"\");\nint main(void) { }\n", 0,
                  "file not found");
}

static void devices_are_not_seen(void **state)
{
    (void)state;
    check_failure("#include \"/dev/zero\"\nint main(void) { }\n", 1, "No such file");
    check_failure("#include \"/dev/ptmx\"\nint main(void) { }\n", 1, "No such file");
    check_failure("#include \"/dev/stdout\"\nint main(void) { }\n", 1, "No such file");
    check_failure("#include \"/proc/self/fd/1\"\nint main(void) { }\n", 1, "No such file");
}

static void a_self_include_ends(void **state)
{
    (void)state;
    struct build build = build_with("#include __FILE__\n#include __FILE__\nint main(void) { }\n",
                                    ENGINE_NATIVE, "gcc");
    assert_false(build.ok);
    find_diagnostic(&build, "nested depth");
    build_free(&build);
}

static void a_macro_bomb_ends(void **state)
{
    cleanup_buffer struct buffer text = {0};
    (void)state;
    buffer_puts(&text, "#define A0 x+x\n");
    for (int i = 0; i < 40; i++)
        buffer_printf(&text, "#define A%d A%d+A%d\n", i + 1, i, i);
    buffer_puts(&text, "int x;\nint main(void) { return A40; }\n");
    check_failure(text.data, 0, "the compiler needed more than");
}

static void a_giant_array_ends(void **state)
{
    (void)state;
    check_failure("char a[1 << 30] = {1};\nint main(void) { return a[5]; }\n", 0,
                  "larger than 64 MiB");
}

/* 1000 functions with warnings, and whatever else. */
static struct build build_flood(const char *end)
{
    cleanup_buffer struct buffer text = {0};
    for (int i = 0; i < 1000; i++)
        buffer_printf(&text, "int f%d(void) { 1; 2; 3; }\n", i);
    buffer_puts(&text, end);
    return build_with(text.data, ENGINE_NATIVE, "gcc");
}

static void a_flood_of_diagnostics_is_cut(void **state)
{
    (void)state;
    struct build build = build_flood("int main(void) { }\n");
    assert_true(build.ok);
    assert_true(strlen(build.log) < 300 * 1024);
    assert_non_null(strstr(build.log, "the rest is left out"));
    assert_int_equal(build.diagnostic_count, 100);
    build_free(&build);
}

static void a_flood_of_warnings_hides_no_error(void **state)
{
    (void)state;
    struct build build = build_flood("");
    assert_false(build.ok);
    find_diagnostic(&build, "no function main");
    build_free(&build);
}

static void a_long_line_is_shortened(void **state)
{
    cleanup_buffer struct buffer text = {0};
    (void)state;
    buffer_puts(&text, "int main(void) { return y;");
    for (int i = 0; i < 5000; i++)
        buffer_puts(&text, "       ");
    buffer_puts(&text, "}\n");
    struct build build = build_with(text.data, ENGINE_NATIVE, "gcc");
    assert_int_equal(strlen(find_diagnostic(&build, "undeclared")->source_line), 200);
    build_free(&build);
}

/* Trouble of ours. */

static void check_machine_error(const char *compiler, const char *part)
{
    struct source source = source_of(greeting);
    struct build build;
    struct error err = ERROR_INIT;
    assert_int_equal(compile_build(&source, ENGINE_NATIVE, compiler, directory, &build, &err), -1);
    assert_int_equal(err.kind, ERROR_MACHINE);
    if (!strstr(err.message, part))
        fail_msg("\"%s\" does not say \"%s\"", err.message, part);
    error_clear(&err);
}

static void write_script(const char *path, const char *script)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(script, f);
    fclose(f);
    assert_int_equal(chmod(path, 0755), 0);
}

static void a_missing_compiler_is_our_trouble(void **state)
{
    (void)state;
    check_machine_error("no-such-compiler", "was not found");
    check_machine_error("/etc/passwd", "was not found");
    check_machine_error(directory, "was not found");
}

static void a_broken_compiler_is_our_trouble(void **state)
{
    cleanup_free char *bin = xasprintf("%s/bin", directory);
    cleanup_free char *path = xasprintf("%s/gcc", bin);
    (void)state;
    assert_int_equal(mkdir(bin, 0755), 0);
    write_script(path, "#!/bin/sh\necho 'ld: cannot find -lc'\nexit 1\n");
    check_machine_error(path, "cannot build even a trivial program");
    write_script(path, "#!/bin/sh\necho 'hello.c:1: internal compiler error'\nexit 4\n");
    check_machine_error(path, "cannot build even a trivial program");
    write_script(path, "#!/bin/sh\nexit 0\n");
    check_machine_error(path, "no program");
    write_script(path, "#!/bin/sh\nln -s /bin/true prog\n");
    check_machine_error(path, "no regular file");
    write_script(path, "#!/bin/sh\necho 'hello.c:6:5: error: stdio.h: No such file'\nexit 1\n");
    check_machine_error(path, "cannot build even a trivial program");
}

/* ThreadSanitizer and the calls that it does not know. */

static void check_silent(const char *text, const char *compiler, const char *expected)
{
    struct build build = build_ok(text, ENGINE_TSAN, compiler);
    cleanup_free char *output = run_program(build.executable, 0);
    assert_string_equal(output, expected);
    build_free(&build);
}

static void check_silent_both(const char *text, const char *expected)
{
    check_silent(text, "gcc", expected);
    if (access("/usr/bin/clang", X_OK) == 0)
        check_silent(text, "clang", expected);
}

static const char right_c11[] =
    "#include <stdio.h>\n"
    "#include <threads.h>\n"
    "static mtx_t m;\n"
    "static cnd_t c;\n"
    "static once_flag once = ONCE_FLAG_INIT;\n"
    "static tss_t key;\n"
    "static int ready, total, initialised, destroyed;\n"
    "static void init(void) { initialised = 7; }\n"
    "static void destroy(void *p) { mtx_lock(&m); destroyed += *(int *)p; mtx_unlock(&m); }\n"
    "static int work(void *p)\n"
    "{\n"
    "    int n = *(int *)p;\n"
    "    call_once(&once, init);\n"
    "    tss_set(key, p);\n"
    "    mtx_lock(&m);\n"
    "    while (!ready)\n"
    "        cnd_wait(&c, &m);\n"
    "    total += n + initialised;\n"
    "    mtx_unlock(&m);\n"
    "    if (n == 3)\n"
    "        thrd_exit(-30);\n"
    "    return n * 10;\n"
    "}\n"
    "int main(void)\n"
    "{\n"
    "    int (*create)(thrd_t *, thrd_start_t, void *) = thrd_create;\n"
    "    thrd_t t[3];\n"
    "    int n[3] = {1, 2, 3}, r[3];\n"
    "    mtx_init(&m, mtx_plain);\n"
    "    cnd_init(&c);\n"
    "    tss_create(&key, destroy);\n"
    "    for (int i = 0; i < 3; i++)\n"
    "        if (create(&t[i], work, &n[i]) != thrd_success)\n"
    "            return 1;\n"
    "    mtx_lock(&m);\n"
    "    ready = 1;\n"
    "    cnd_broadcast(&c);\n"
    "    mtx_unlock(&m);\n"
    "    for (int i = 0; i < 3; i++)\n"
    "        thrd_join(t[i], &r[i]);\n"
    "    printf(\"%d %d %d %d %d\\n\", total, destroyed, r[0], r[1], r[2]);\n"
    "    return 0;\n"
    "}\n";

static void right_c11_threads_are_not_accused(void **state)
{
    (void)state;
    check_silent_both(right_c11, "27 6 10 20 -30\n");
}

static void c11_results_are_those_of_the_standard(void **state)
{
    (void)state;
    check_silent_both("#include <stdio.h>\n"
                      "#include <threads.h>\n"
                      "#include <time.h>\n"
                      "static int other(void *p) { return mtx_trylock(p); }\n"
                      "int main(void)\n"
                      "{\n"
                      "    struct timespec past = {1, 0};\n"
                      "    mtx_t timed, recursive;\n"
                      "    cnd_t c;\n"
                      "    thrd_t t;\n"
                      "    int busy;\n"
                      "    mtx_init(&timed, mtx_timed);\n"
                      "    mtx_init(&recursive, mtx_plain | mtx_recursive);\n"
                      "    cnd_init(&c);\n"
                      "    mtx_lock(&timed);\n"
                      "    thrd_create(&t, other, &timed);\n"
                      "    thrd_join(t, &busy);\n"
                      "    printf(\"%d \", busy == thrd_busy);\n"
                      "    printf(\"%d \", mtx_timedlock(&timed, &past) == thrd_timedout);\n"
                      "    printf(\"%d \", cnd_timedwait(&c, &timed, &past) == thrd_timedout);\n"
                      "    printf(\"%d \", mtx_lock(&recursive) == thrd_success);\n"
                      "    printf(\"%d\\n\", mtx_lock(&recursive) == thrd_success);\n"
                      "    mtx_unlock(&timed);\n"
                      "    mtx_unlock(&recursive);\n"
                      "    mtx_unlock(&recursive);\n"
                      "    return 0;\n"
                      "}\n",
                      "1 1 1 1 1\n");
}

static void clock_variants_are_not_accused(void **state)
{
    (void)state;
    check_silent_both(
        "#define _GNU_SOURCE\n"
        "#include <pthread.h>\n"
        "#include <semaphore.h>\n"
        "#include <stdio.h>\n"
        "#include <time.h>\n"
        "static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
        "static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;\n"
        "static sem_t s;\n"
        "static int by_mutex, by_lock, by_semaphore, left;\n"
        "static struct timespec later;\n"
        "static void *work(void *p)\n"
        "{\n"
        "    if (pthread_mutex_clocklock(&m, CLOCK_MONOTONIC, &later) == 0) {\n"
        "        by_mutex++;\n"
        "        pthread_mutex_unlock(&m);\n"
        "    }\n"
        "    if (pthread_rwlock_clockwrlock(&l, CLOCK_MONOTONIC, &later) == 0) {\n"
        "        by_lock++;\n"
        "        pthread_rwlock_unlock(&l);\n"
        "    }\n"
        "    if (sem_clockwait(&s, CLOCK_MONOTONIC, &later) == 0) {\n"
        "        by_semaphore++;\n"
        "        sem_post(&s);\n"
        "    }\n"
        "    return p;\n"
        "}\n"
        "static void *leave(void *p) { left = 1; return p; }\n"
        "int main(void)\n"
        "{\n"
        "    pthread_t t[4], last;\n"
        "    struct timespec past = {0, 0};\n"
        "    clock_gettime(CLOCK_MONOTONIC, &later);\n"
        "    later.tv_sec += 1000;\n"
        "    sem_init(&s, 0, 1);\n"
        "    for (int i = 0; i < 4; i++)\n"
        "        pthread_create(&t[i], NULL, work, NULL);\n"
        "    for (int i = 0; i < 4; i++)\n"
        "        pthread_join(t[i], NULL);\n"
        "    pthread_create(&last, NULL, leave, NULL);\n"
        "    pthread_clockjoin_np(last, NULL, CLOCK_MONOTONIC, &later);\n"
        "    printf(\"%d %d %d %d \", by_mutex, by_lock, by_semaphore, left);\n"
        "    sem_wait(&s);\n"
        "    printf(\"%d \", sem_clockwait(&s, CLOCK_MONOTONIC, &past));\n"
        "    printf(\"%d\\n\", pthread_rwlock_clockrdlock(&l, CLOCK_MONOTONIC, &later));\n"
        "    pthread_rwlock_unlock(&l);\n"
        "    return 0;\n"
        "}\n",
        "4 4 4 1 -1 0\n");
}

static void fences_are_not_accused(void **state)
{
    (void)state;
    check_silent_both("#include <pthread.h>\n"
                      "#include <stdatomic.h>\n"
                      "#include <stdio.h>\n"
                      "static int data;\n"
                      "static atomic_int flag;\n"
                      "static void *publish(void *p)\n"
                      "{\n"
                      "    data = 42;\n"
                      "    atomic_thread_fence(memory_order_release);\n"
                      "    atomic_store_explicit(&flag, 1, memory_order_relaxed);\n"
                      "    return p;\n"
                      "}\n"
                      "int main(void)\n"
                      "{\n"
                      "    pthread_t t;\n"
                      "    pthread_create(&t, NULL, publish, NULL);\n"
                      "    while (!atomic_load_explicit(&flag, memory_order_relaxed))\n"
                      "        ;\n"
                      "    atomic_thread_fence(memory_order_acquire);\n"
                      "    printf(\"%d\\n\", data);\n"
                      "    pthread_join(t, NULL);\n"
                      "    return 0;\n"
                      "}\n",
                      "42\n");
}

static void check_accused(const char *text, const char *compiler)
{
    struct build build = build_ok(text, ENGINE_TSAN, compiler);
    cleanup_free char *output = run_program(build.executable, 66);
    assert_non_null(strstr(output, "data race"));
    assert_non_null(strstr(output, "hello.c:8"));  /* the race */
    assert_non_null(strstr(output, "hello.c:16")); /* where the thread was started */
    build_free(&build);
}

static void racing_c11_threads_are_accused(void **state)
{
    static const char text[] = "#include <threads.h>\n"
                               "static int total;\n"
                               "static mtx_t m;\n"
                               "static int work(void *p)\n"
                               "{\n"
                               "    mtx_lock(&m);\n"
                               "    mtx_unlock(&m);\n"
                               "    total++;\n"
                               "    return p != NULL;\n"
                               "}\n"
                               "int main(void)\n"
                               "{\n"
                               "    thrd_t t[2];\n"
                               "    mtx_init(&m, mtx_plain);\n"
                               "    for (int i = 0; i < 2; i++)\n"
                               "        thrd_create(&t[i], work, NULL);\n"
                               "    for (int i = 0; i < 2; i++)\n"
                               "        thrd_join(t[i], NULL);\n"
                               "    return total == 7;\n"
                               "}\n";
    (void)state;
    check_accused(text, "gcc");
    need_clang();
    check_accused(text, "clang");
}

/* Somebody's own mtx_lock has nothing to do with ours. */
static void own_functions_of_such_names_are_kept(void **state)
{
    (void)state;
    check_silent_both("#include <stdio.h>\n"
                      "int mtx_lock(int x) { return x + 1; }\n"
                      "int thrd_create(void) { return 5; }\n"
                      "int main(void) { printf(\"%d %d\\n\", mtx_lock(3), thrd_create()); }\n",
                      "4 5\n");
}

/* Parsing alone, on texts that no compiler here prints. */

static void strange_logs_are_taken_apart(void **state)
{
    static const char log[] = "hello.c:99999999999999999999:1: error: far away\n"
                              "hello.c::: error: no number\n"
                              "hello.c:2: Error: no such instruction: `foo'\n"
                              "hello.c:1:5: note: only a note\n"
                              "/usr/include/x.h:3:1: error: in a header\n"
                              "/usr/bin/ld: hello.c:1: undefined reference to `f'\n"
                              "/usr/bin/ld: hello.c:1: undefined reference to `f'\n"
                              "    1 | hello.c:1:1: error: quoted\n"
                              "hello.c:1:1: error: ";
    struct build build = {0};
    (void)state;
    diagnostics_parse(log, "hello.c", "one\ntwo", &build);
    assert_int_equal(build.diagnostic_count, 5);
    assert_null(build.diagnostics[0].source_line);
    assert_string_equal(build.diagnostics[1].source_line, "two");
    assert_string_equal(build.diagnostics[1].message, "no such instruction: `foo'");
    assert_int_equal(build.diagnostics[2].line, 0);
    assert_string_equal(build.diagnostics[3].source_line, "one");
    assert_string_equal(build.diagnostics[4].message, "");
    build_free(&build);
}

static void logs_are_cleaned(void **state)
{
    static const char output[] = "/tmp/ccAb12.o:/workdir/hello.c:3: a\0b /tmp/ /tmp/x /workdir";
    (void)state;
    cleanup_free char *log = diagnostics_clean_log(output, sizeof output - 1, true, "hello.c");
    assert_string_equal(log, "hello.o:hello.c:3: a?b /tmp/ /tmp/x /workdir\n"
                             "(the compiler said more; the rest is left out)\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gcc_builds_for_both_engines),
        cmocka_unit_test(clang_builds_for_both_engines),
        cmocka_unit_test(both_engines_build_at_once),
        cmocka_unit_test(the_same_source_gives_the_same_program),
        cmocka_unit_test(warnings_are_kept),
        cmocka_unit_test(errors_tell_line_and_column),
        cmocka_unit_test(linker_errors_are_explained),
        cmocka_unit_test(logs_do_not_change_from_run_to_run),
        cmocka_unit_test(a_rejected_source_is_a_failed_build),
        cmocka_unit_test(files_of_the_host_are_not_seen),
        cmocka_unit_test(devices_are_not_seen),
        cmocka_unit_test(a_self_include_ends),
        cmocka_unit_test(a_macro_bomb_ends),
        cmocka_unit_test(a_giant_array_ends),
        cmocka_unit_test(a_flood_of_diagnostics_is_cut),
        cmocka_unit_test(a_flood_of_warnings_hides_no_error),
        cmocka_unit_test(a_long_line_is_shortened),
        cmocka_unit_test(a_missing_compiler_is_our_trouble),
        cmocka_unit_test(a_broken_compiler_is_our_trouble),
        cmocka_unit_test(right_c11_threads_are_not_accused),
        cmocka_unit_test(c11_results_are_those_of_the_standard),
        cmocka_unit_test(clock_variants_are_not_accused),
        cmocka_unit_test(fences_are_not_accused),
        cmocka_unit_test(racing_c11_threads_are_accused),
        cmocka_unit_test(own_functions_of_such_names_are_kept),
        cmocka_unit_test(strange_logs_are_taken_apart),
        cmocka_unit_test(logs_are_cleaned),
    };
    return cmocka_run_group_tests_name("compile", tests, make_directory, remove_directory);
}
