/* What learning platforms deliver: names, and archives that are not to be trusted. */
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "base/workdir.h"
#include "intake/names.h"
#include "intake/unpack.h"

static void check_name(const char *name, enum platform platform, const char *student,
                       const char *id, const char *file, bool late)
{
    struct delivered_name n;
    assert_true(delivered_name_read(name, &n));
    assert_int_equal(n.platform, platform);
    assert_string_equal(n.student, student);
    assert_string_equal(n.id, id);
    assert_string_equal(n.file, file);
    assert_int_equal(n.late, late);
    delivered_name_free(&n);
}

static void names_are_understood(void **state)
{
    (void)state;
    check_name("Ann Smith_101_assignsubmission_file_", PLATFORM_MOODLE, "Ann Smith", "101", "",
               false);
    check_name("Ann Smith_101_assignsubmission_file", PLATFORM_MOODLE, "Ann Smith", "101", "",
               false);
    check_name("Zoë O'Hara-Li_7_assignsubmission_file_a_1_b.c", PLATFORM_MOODLE, "Zoë O'Hara-Li",
               "7", "a_1_b.c", false);
    check_name("Default group_assignsubmission_file_main.c", PLATFORM_MOODLE, "Default group", "",
               "main.c", false);
    check_name("A_1_assignsubmission_file_B_2_assignsubmission_file_x.c", PLATFORM_MOODLE, "A", "1",
               "B_2_assignsubmission_file_x.c", false);
    check_name("smithann_4711_90210_main.c", PLATFORM_CANVAS, "smithann", "4711", "main.c", false);
    check_name("smithann_LATE_4711_90210_1_2_x.c", PLATFORM_CANVAS, "smithann", "4711", "1_2_x.c",
               true);
    check_name("late_4711_90210_main.c", PLATFORM_CANVAS, "late", "4711", "main.c", false);
    check_name("anon_X5gh2_90210_main.c", PLATFORM_CANVAS, "anon_X5gh2", "X5gh2", "main.c", false);
    check_name("LATE_anon_12345_90210_main.c", PLATFORM_CANVAS, "anon_12345", "12345", "main.c",
               true);
    static const char *const others[] = {"",           "ann",         "say_hello.c",
                                         "a_1_main.c", "_1_2_main.c", "smithann_4711_text.html"};
    struct delivered_name n;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(delivered_name_read(others[i], &n));
}

static void later_files_of_a_name_are_counted(void **state)
{
    (void)state;
    unsigned long stem;
    assert_int_equal(delivered_attempt("main-2.c", &stem), 2);
    assert_int_equal(stem, 4);
    assert_int_equal(delivered_attempt("main.c", &stem), 0);
    assert_int_equal(stem, 4);
    assert_int_equal(delivered_attempt("-2.c", &stem), 0);
    assert_int_equal(delivered_attempt("a-99999999999999999999.c", &stem), 0);
}

/* ---- archives ---- */

struct world {
    char *directory; /* to unpack into */
    char *path;      /* of the archive */
    struct archive *archive;
    struct buffer left_out; /* "name: reason\n" */
};

static void begin(struct world *w, bool zip)
{
    struct error err = ERROR_INIT;
    *w = (struct world){.directory = workdir_create(&err), .archive = archive_write_new()};
    assert_non_null(w->directory);
    w->path = xasprintf("%s.archive", w->directory);
    if (zip)
        archive_write_set_format_zip(w->archive);
    else
        archive_write_set_format_pax_restricted(w->archive);
    assert_int_equal(archive_write_open_filename(w->archive, w->path), ARCHIVE_OK);
    buffer_puts(&w->left_out, "");
}

static void add(struct world *w, const char *name, unsigned type, const char *text, size_t size)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, type);
    archive_entry_set_perm(entry, 04755);
    if (type == AE_IFLNK)
        archive_entry_set_symlink(entry, text);
    else if (type == AE_IFREG)
        archive_entry_set_size(entry, (la_int64_t)size);
    assert_true(archive_write_header(w->archive, entry) >= ARCHIVE_WARN);
    if (type == AE_IFREG)
        assert_int_equal(archive_write_data(w->archive, text, size), size);
    archive_entry_free(entry);
}

static void add_text(struct world *w, const char *name, const char *text)
{
    add(w, name, AE_IFREG, text, strlen(text));
}

static void add_zeros(struct world *w, const char *name, size_t size)
{
    cleanup_free char *zeros = xcalloc(size, 1);
    add(w, name, AE_IFREG, zeros, size);
}

static void finish(struct world *w)
{
    if (w->archive)
        assert_int_equal(archive_write_free(w->archive), ARCHIVE_OK);
    w->archive = NULL;
}

/* Both have the same length. libarchive itself writes no name that is not text. */
static void replace_bytes(const char *path, const char *old, const char *new)
{
    char bytes[65536];
    cleanup_close int fd = open(path, O_RDWR | O_CLOEXEC);
    ssize_t size = read(fd, bytes, sizeof bytes);
    assert_true(size > 0 && size < (ssize_t)sizeof bytes);
    int replaced = 0;
    for (char *at = bytes; (at = memmem(at, (size_t)(bytes + size - at), old, strlen(old)));
         replaced++)
        memcpy(at, new, strlen(new));
    assert_int_equal(replaced, 2); /* before the file, and in the directory */
    assert_int_equal(pwrite(fd, bytes, (size_t)size, 0), size);
}

static size_t count_lines(const struct world *w)
{
    size_t lines = 0;
    for (const char *p = strstr(w->left_out.data, ": it"); p; p = strstr(p + 1, ": it"))
        lines++;
    return lines;
}

static void on_left_out(void *context, const char *name, const char *reason)
{
    buffer_printf(context, "%s: %s\n", name, reason ? reason : "-");
}

static int unpack(struct world *w, const struct unpack_limits *limits)
{
    struct error err = ERROR_INIT;
    finish(w);
    int status = unpack_archive(w->path, w->directory, limits, on_left_out, &w->left_out, &err);
    error_clear(&err);
    return status;
}

static bool is_there(const struct world *w, const char *name)
{
    struct stat st;
    cleanup_free char *path = xasprintf("%s/%s", w->directory, name);
    return lstat(path, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 07111) == 0;
}

static bool said(const struct world *w, const char *line)
{
    bool found = strstr(w->left_out.data, line) != NULL;
    if (!found)
        print_error("not said: %s\nsaid:\n%s", line, w->left_out.data);
    return found;
}

static void end(struct world *w)
{
    unlink(w->path);
    free(w->path);
    workdir_remove(w->directory);
    buffer_free(&w->left_out);
}

static void good_files_are_unpacked(void **state)
{
    (void)state;
    for (int zip = 0; zip < 2; zip++) {
        struct world w;
        begin(&w, zip);
        add(&w, "ann", AE_IFDIR, NULL, 0);
        add_text(&w, "ann/main.c", "int main(void) { return 0; }\n");
        add_text(&w, "./Zoë/deep/er/x.c", "");
        add_text(&w, "ann/report.pdf", "%PDF");
        add_text(&w, "__MACOSX/ann/._main.c", "x");
        add_text(&w, "ann/.hidden.c", "x");
        assert_int_equal(unpack(&w, &unpack_limits_usual), 0);
        assert_true(is_there(&w, "ann/main.c"));
        assert_true(is_there(&w, "Zoë/deep/er/x.c"));
        assert_string_equal(w.left_out.data, "ann/report.pdf: -\n");
        end(&w);
    }
}

static void bad_names_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *name, *reason;
    } bad[] = {{"/tmp/evil.c", "its name is an absolute path"},
               {"C:/evil.c", "its name is an absolute path"},
               {"a/../../evil.c", "its name leads out"},
               {"../evil.c", "its name leads out"},
               {"a/..", "its name leads out"},
               {"a\\../evil.c", "its name has a backslash"},
               {"a\nb.c", "its name is not UTF-8, or has a control character"},
               {"a\033[31m.c", "its name is not UTF-8, or has a control character"},
               {"1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17.c", "its name is too long or too deep"}};
    struct world w;
    begin(&w, true);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        add_text(&w, bad[i].name, "x");
    add_text(&w, "a\\..\\windows.c", "x"); /* libarchive makes slashes of these */
    add_text(&w, "?!?!.c", "x");
    add_text(&w, "good.c", "x");
    finish(&w);
    replace_bytes(w.path, "?!?!", "\xff\xfe\x80\xc3");
    assert_int_equal(unpack(&w, &unpack_limits_usual), 0);
    assert_true(said(&w, "windows.c: its name leads out"));
    assert_true(said(&w, ": its name is not UTF-8, or has a control character\n"));
    assert_int_equal(count_lines(&w), sizeof bad / sizeof *bad + 2);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cleanup_free char *line = xasprintf("%s: %s", bad[i].name, bad[i].reason);
        assert_true(said(&w, line));
    }
    assert_true(is_there(&w, "good.c"));
    assert_int_equal(access("/tmp/evil.c", F_OK), -1);
    end(&w);
}

static void what_is_no_file_is_refused(void **state)
{
    (void)state;
    for (int zip = 0; zip < 2; zip++) {
        struct world w;
        begin(&w, zip);
        add(&w, "link", AE_IFLNK, "/tmp", 0);
        add_text(&w, "link/through.c", "x"); /* would go through the link */
        add(&w, "passwd.c", AE_IFLNK, "/etc/passwd", 0);
        if (!zip) {
            add(&w, "disk.c", AE_IFBLK, NULL, 0);
            add(&w, "pipe.c", AE_IFIFO, NULL, 0);
        }
        add_text(&w, "x.c", "first");
        add_text(&w, "x.c", "second");
        add_text(&w, "x.c/below.c", "x");
        assert_int_equal(unpack(&w, &unpack_limits_usual), 0);
        assert_true(said(&w, "passwd.c: it is a symbolic link\n"));
        assert_true(said(&w, "link: it is a symbolic link\n"));
        assert_true(is_there(&w, "link/through.c"));
        assert_true(zip || said(&w, "disk.c: it is a device or a pipe\n"));
        assert_true(zip || said(&w, "pipe.c: it is a device or a pipe\n"));
        assert_true(said(&w, "x.c: the archive has another entry of that name\n"));
        assert_true(said(&w, "x.c/below.c: the archive has another entry of that name\n"));
        assert_true(is_there(&w, "x.c"));
        end(&w);
    }
}

static void bombs_do_not_go_off(void **state)
{
    (void)state;
    struct world w;
    begin(&w, true);
    add_zeros(&w, "size.c", 3 << 20);
    add_zeros(&w, "ratio.c", 1 << 20);
    add_zeros(&w, "small.c", 50000); /* shrinks as well, but does no harm */
    add_text(&w, "good.c", "x");
    assert_int_equal(unpack(&w, &unpack_limits_usual), 0);
    assert_true(said(&w, "size.c: it has more than 1024 KiB unpacked\n"));
    assert_true(said(&w, "ratio.c: it has more than 100 times its packed size\n"));
    assert_false(is_there(&w, "size.c") || is_there(&w, "ratio.c"));
    assert_true(is_there(&w, "small.c") && is_there(&w, "good.c"));
    end(&w);

    struct unpack_limits few = unpack_limits_usual;
    few.entries = 2;
    begin(&w, true);
    for (int i = 0; i < 4; i++) {
        char name[] = "0.c";
        name[0] += (char)i;
        add_text(&w, name, "x");
    }
    assert_int_equal(unpack(&w, &few), 0);
    assert_true(is_there(&w, "1.c") && !is_there(&w, "2.c"));
    assert_string_equal(w.left_out.data, "(all that follows): the archive has too many entries\n");
    end(&w);

    struct unpack_limits little = unpack_limits_usual;
    little.total_bytes = 2 << 20;
    little.ratio = 10000;
    begin(&w, true);
    for (int i = 0; i < 3; i++) {
        char name[] = "0.c";
        name[0] += (char)i;
        add_zeros(&w, name, 1 << 20);
    }
    add_text(&w, "empty.c", "");
    assert_int_equal(unpack(&w, &little), 0);
    assert_string_equal(w.left_out.data, "2.c: the archive has more than 2 MiB unpacked\n");
    assert_true(is_there(&w, "1.c") && is_there(&w, "empty.c"));
    end(&w);
}

static void damaged_archives_give_what_they_can(void **state)
{
    (void)state;
    struct world w;
    begin(&w, false);
    add_text(&w, "good.c", "x");
    add_zeros(&w, "cut.c", 500000);
    finish(&w);
    assert_int_equal(truncate(w.path, 20000), 0);
    assert_int_equal(unpack(&w, &unpack_limits_usual), 0);
    assert_true(is_there(&w, "good.c") && !is_there(&w, "cut.c"));
    assert_true(said(&w, "cut.c: it is damaged: "));
    end(&w);

    begin(&w, true);
    finish(&w);
    cleanup_close int fd = open(w.path, O_WRONLY | O_TRUNC);
    assert_int_equal(write(fd, "no archive", 10), 10);
    assert_int_equal(unpack(&w, &unpack_limits_usual), -1);
    end(&w);
}

int main(void)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_understood),
        cmocka_unit_test(later_files_of_a_name_are_counted),
        cmocka_unit_test(good_files_are_unpacked),
        cmocka_unit_test(bad_names_are_refused),
        cmocka_unit_test(what_is_no_file_is_refused),
        cmocka_unit_test(bombs_do_not_go_off),
        cmocka_unit_test(damaged_archives_give_what_they_can),
    };
    return cmocka_run_group_tests_name("intake", tests, NULL, NULL);
}
