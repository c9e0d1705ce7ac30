#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compile/compile.h"

/* A directory of the test's own, removed at the end. */
static char directory[] = "/tmp/test_source_XXXXXX";

static int make_directory(void **state)
{
    (void)state;
    return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
    cleanup_free char *command = xasprintf("rm -rf %s", directory);
    (void)state;
    return system(command);
}

static char *in_directory(const char *name)
{
    return xasprintf("%s/%s", directory, name);
}

static char *write_source(const char *name, const void *bytes, size_t size)
{
    char *path = in_directory(name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    fclose(f);
    return path;
}

static void check_refused(const char *path, const char *part)
{
    struct source source;
    struct error err = ERROR_INIT;
    assert_int_equal(source_read(path, "hello", &source, &err), -1);
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_non_null(strstr(err.message, part));
    assert_null(strchr(err.message, '\n'));
    error_clear(&err);
}

/* What was read of such a file; NULL text and a rejection, or the text. */
static struct source read_bytes(const void *bytes, size_t size)
{
    cleanup_free char *path = write_source("a.c", bytes, size);
    struct source source;
    struct error err = ERROR_INIT;
    if (source_read(path, "hello", &source, &err) < 0)
        fail_msg("%s", err.message);
    return source;
}

static void check_rejected(const void *bytes, size_t size, const char *part)
{
    struct source source = read_bytes(bytes, size);
    assert_null(source.text);
    assert_non_null(source.rejection);
    if (!strstr(source.rejection, part))
        fail_msg("\"%s\" does not say \"%s\"", source.rejection, part);
    source_free(&source);
}

static void check_accepted(const char *text, size_t size)
{
    struct source source = read_bytes(text, size);
    assert_null(source.rejection);
    assert_int_equal(source.size, size);
    assert_memory_equal(source.text, text, size);
    assert_int_equal(source.text[size], 0);
    source_free(&source);
}

static void text_is_read_as_it_is(void **state)
{
    static const char latin1[] = "/* caf\xe9 */ int main(void) { return 0; }\r\n";
    static const char utf8[] = "\xef\xbb\xbf// caf\xc3\xa9\nint main(void) { return 0; }";
    static const char feeds[] = "int a;\f\n\v\x1b\nint main(void) { return 0; }\n";
    (void)state;
    check_accepted(latin1, sizeof latin1 - 1);
    check_accepted(utf8, sizeof utf8 - 1);
    check_accepted(feeds, sizeof feeds - 1);
    check_accepted("", 0);
}

static void what_is_not_text_is_rejected(void **state)
{
    char controls[1000];
    (void)state;
    memset(controls, '\x01', sizeof controls);
    check_rejected("int a;\0", 7, "byte 7");
    check_rejected("\x7f"
                   "ELF\2\1\1",
                   7, "compiled program");
    check_rejected("\xff\xfei\0n\0t\0", 8, "UTF-16");
    check_rejected(controls, sizeof controls, "control characters");
}

static void size_limit_is_exact(void **state)
{
    cleanup_free char *text = xmalloc(SOURCE_LIMIT_BYTES + 1);
    (void)state;
    memset(text, ' ', SOURCE_LIMIT_BYTES + 1);
    check_accepted(text, SOURCE_LIMIT_BYTES);
    check_rejected(text, SOURCE_LIMIT_BYTES + 1, "larger");
}

static void a_huge_file_is_not_read_whole(void **state)
{
    cleanup_free char *path = write_source("huge.c", "", 0);
    struct source source;
    struct error err = ERROR_INIT;
    (void)state;
    assert_int_equal(truncate(path, INT64_C(1) << 40), 0); /* sparse */
    assert_int_equal(source_read(path, "hello", &source, &err), 0);
    assert_non_null(strstr(source.rejection, "larger"));
    source_free(&source);
}

static void only_regular_files_are_read(void **state)
{
    cleanup_free char *file = write_source("target.c", "int a;\n", 7);
    cleanup_free char *link = in_directory("link.c");
    cleanup_free char *dangling = in_directory("dangling.c");
    cleanup_free char *fifo = in_directory("fifo.c");
    cleanup_free char *below = in_directory("target.c/x.c");
    cleanup_free char *missing = in_directory("bad\nname.c");
    (void)state;
    assert_int_equal(symlink(file, link), 0);
    assert_int_equal(symlink("/nowhere", dangling), 0);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    check_refused(missing, "no such file");
    check_refused(missing, "bad?name.c");
    check_refused(below, "no such file");
    check_refused("", "no such file");
    check_refused(directory, "a directory");
    check_refused(link, "symbolic link");
    check_refused(dangling, "symbolic link");
    check_refused(fifo, "a named pipe");
    check_refused("/dev/zero", "a device");
}

static void an_unreadable_file_is_said_to_be_so(void **state)
{
    (void)state;
    if (getuid() == 0)
        skip(); /* root reads everything */
    cleanup_free char *path = write_source("secret.c", "int a;\n", 7);
    assert_int_equal(chmod(path, 0), 0);
    check_refused(path, "cannot be read");
}

static void check_name(const char *exercise, const char *expected)
{
    cleanup_free char *path = write_source("-o x.c", "", 0);
    struct source source;
    struct error err = ERROR_INIT;
    assert_int_equal(source_read(path, exercise, &source, &err), 0);
    assert_string_equal(source.path, path);
    assert_string_equal(source.name, expected);
    source_free(&source);
}

static void the_name_inside_is_harmless(void **state)
{
    (void)state;
    check_name("say_hello", "say_hello.c");
    check_name("-o a/../b @x\n", "_o_a____b__x_.c");
    check_name("", "program.c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_read_as_it_is),
        cmocka_unit_test(what_is_not_text_is_rejected),
        cmocka_unit_test(size_limit_is_exact),
        cmocka_unit_test(a_huge_file_is_not_read_whole),
        cmocka_unit_test(only_regular_files_are_read),
        cmocka_unit_test(an_unreadable_file_is_said_to_be_so),
        cmocka_unit_test(the_name_inside_is_harmless),
    };
    return cmocka_run_group_tests_name("source", tests, make_directory, remove_directory);
}
