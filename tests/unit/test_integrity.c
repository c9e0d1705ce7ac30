/* Programs of tests/programs/integrity: the innocent are let alone, the others told why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <glob.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/workdir.h"
#include "engine/integrity.h"
#include "engine/integrity_text.h"
#include "sandbox/sandbox.h"

static char *directory;

static int make_directory(void **state)
{
    struct error err = ERROR_INIT;
    (void)state;
    if (sandbox_probe(&err) == 0)
        directory = workdir_create(&err);
    if (!directory)
        print_message("%s\n", err.message);
    return directory ? 0 : -1;
}

static int remove_directory(void **state)
{
    (void)state;
    workdir_remove(directory);
    return 0;
}

/* What integrity says of a file; owned; NULL: nothing. */
static char *check_file(const char *path, const char *compiler)
{
    struct error err = ERROR_INIT;
    struct source source = {0};
    struct build build = {0};
    char *problem = NULL;
    if (source_read(path, "hello", &source, &err) < 0 ||
        compile_build(&source, ENGINE_NATIVE, compiler, directory, &build, &err) < 0)
        fail_msg("%s: %s", path, err.message);
    if (!build.ok)
        fail_msg("%s does not build: %s", path, build.log);
    if (integrity_check(&source, &build, &problem, &err) < 0)
        fail_msg("%s: %s", path, err.message);
    build_free(&build);
    source_free(&source);
    return problem;
}

/* What the first line of a rejected program expects the message to say. */
static void read_expectation(const char *path, char *line, int size)
{
    static const char key[] = "// says: ";
    cleanup_fclose FILE *file = fopen(path, "re");
    assert_non_null(file);
    assert_non_null(fgets(line, size, file));
    assert_memory_equal(line, key, strlen(key));
    memmove(line, line + strlen(key), strlen(line) - strlen(key) + 1);
    line[strcspn(line, "\n")] = '\0';
}

static void check_innocent(const char *pattern, const char *compiler)
{
    glob_t found;
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        cleanup_free char *problem = check_file(found.gl_pathv[i], compiler);
        if (problem)
            fail_msg("%s: %s", found.gl_pathv[i], problem);
    }
    globfree(&found);
}

static void check_rejected(const char *pattern, const char *compiler)
{
    glob_t found;
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char expected[200];
        read_expectation(found.gl_pathv[i], expected, sizeof expected);
        cleanup_free char *problem = check_file(found.gl_pathv[i], compiler);
        if (!problem || !strstr(problem, expected))
            fail_msg("%s: \"%s\" lacks \"%s\"", found.gl_pathv[i], problem ? problem : "nothing",
                     expected);
    }
    globfree(&found);
}

static void innocent_programs_are_let_alone(void **state)
{
    (void)state;
    check_innocent("tests/programs/integrity/innocent/*.c", "gcc");
}

static void accepted_solutions_are_let_alone(void **state)
{
    (void)state;
    check_innocent("solutions/cart_lock/accepted/*.c", "gcc");
}

static void what_fools_the_checks_is_told(void **state)
{
    (void)state;
    check_rejected("tests/programs/integrity/rejected/*.c", "gcc");
}

static void clang_builds_are_judged_too(void **state)
{
    (void)state;
    if (access("/usr/bin/clang", X_OK) < 0) {
        print_message("# clang is not installed\n");
        skip();
    }
    check_innocent("tests/programs/integrity/innocent/[bor]*.c", "clang");
    check_rejected("tests/programs/integrity/rejected/asm_[abt]*.c", "clang");
    check_rejected("tests/programs/integrity/rejected/[dn]*[de].c", "clang");
}

static void tokens_are_read_as_the_compiler_reads_them(void **state)
{
    static const struct {
        const char *text, *part;
    } table[] = {
        {"int a; // no_sanitize\n/* no_sanitize */ char *b = \"no_sanitize\";", NULL},
        {"char c = '\"'; /* */ int my_no_sanitize_flag;", NULL},
        {"char c = '\\''; int d = 1 / 2; char *e = \"\\\"\";\n__no_sanitize_thread__", "x.c:2"},
        {"// a comment \\\nno_sanitize\nno_sanitize", "x.c:3"},
        {"no_san\\\nitize", "x.c:1"},
        {"asm(\"\"); printf(\"a\\nb\");", NULL},
        {"/* no end", NULL},
        {"\"no end", NULL},
        {"'\\", NULL},
        {"", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        cleanup_free char *problem = integrity_check_tokens(table[i].text, "x.c");
        if (!problem != !table[i].part || (problem && !strstr(problem, table[i].part)))
            fail_msg("%zu: %s", i, problem ? problem : "nothing");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(innocent_programs_are_let_alone),
        cmocka_unit_test(accepted_solutions_are_let_alone),
        cmocka_unit_test(what_fools_the_checks_is_told),
        cmocka_unit_test(clang_builds_are_judged_too),
        cmocka_unit_test(tokens_are_read_as_the_compiler_reads_them),
    };
    return cmocka_run_group_tests_name("integrity", tests, make_directory, remove_directory);
}
