/* A class as Moodle and Canvas deliver it: zips and folders, the latest attempt, hostile entries.
 */
#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <setjmp.h>
#include <signal.h>
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

#include "base/cleanup.h"
#include "base/memory.h"
#include "program.h"

/* ---- making zips ---- */

static struct archive *zip_create(const char *path)
{
    struct archive *zip = archive_write_new();
    archive_write_set_format_zip(zip);
    assert_int_equal(archive_write_open_filename(zip, path), ARCHIVE_OK);
    return zip;
}

static void zip_add(struct archive *zip, const char *name, const char *text, size_t size)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname_utf8(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)size);
    assert_true(archive_write_header(zip, entry) >= ARCHIVE_WARN);
    assert_int_equal(archive_write_data(zip, text, size), size);
    archive_entry_free(entry);
}

static void zip_text(struct archive *zip, const char *name, const char *text)
{
    zip_add(zip, name, text, strlen(text));
}

static void zip_link(struct archive *zip, const char *name, const char *to)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname_utf8(entry, name);
    archive_entry_set_filetype(entry, AE_IFLNK);
    archive_entry_set_perm(entry, 0777);
    archive_entry_set_symlink(entry, to);
    assert_true(archive_write_header(zip, entry) >= ARCHIVE_WARN);
    archive_entry_free(entry);
}

static void zip_close(struct archive *zip)
{
    assert_int_equal(archive_write_free(zip), ARCHIVE_OK);
}

/* ---- looking at results ---- */

/* Grades `place` (in the scratch folder) and returns its results.json. */
static json_t *grade(const char *place, const char *only)
{
    struct outcome o;
    char from[1100], out[1100], path[1200];
    snprintf(from, sizeof from, "%s", scratch("%s", place));
    snprintf(out, sizeof out, "%s", scratch("%s.out", place));
    snprintf(path, sizeof path, "%s/results.json", out);
    if (only)
        run_grader(&o, "batch", from, "--out", out, "--engines", "native", "--only", only);
    else
        run_grader(&o, "batch", from, "--out", out, "--engines", "native");
    assert_outcome(&o, 0, NULL);
    outcome_free(&o);
    assert_nothing_left();
    json_t *results = json_load_file(path, 0, NULL);
    assert_non_null(results);
    return results;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* The result of a student's exercise; borrowed, NULL if there is none. */
static const json_t *result_of(const json_t *results, const char *student, const char *exercise)
{
    size_t i;
    const json_t *e;
    json_array_foreach(json_object_get(results, "results"), i, e)
    {
        if (strcmp(text_of(e, "student"), student) == 0 &&
            strcmp(text_of(e, "exercise"), exercise) == 0)
            return json_object_get(e, "result");
    }
    return NULL;
}

static bool is_accepted(const json_t *results, const char *student, const char *exercise)
{
    const json_t *result = result_of(results, student, exercise);
    if (!result)
        fail_msg("no result for %s/%s", student, exercise);
    return strcmp(text_of(result, "verdict"), "accepted") == 0;
}

static const char *reason_of(const json_t *results, const char *name)
{
    size_t i;
    const json_t *e;
    json_array_foreach(json_object_get(results, "refused"), i, e)
    {
        if (strcmp(text_of(e, "name"), name) == 0)
            return text_of(e, "reason");
    }
    fail_msg("%s was not refused", name);
    return "";
}

static size_t count(const json_t *results, const char *key)
{
    return json_array_size(json_object_get(results, key));
}

/* ---- tests ---- */

static void a_hostile_moodle_zip_harms_nobody(void **state)
{
    (void)state;
    need_sandbox();
    cleanup_free char *zeros = xcalloc(1, 1 << 20);
    struct archive *zip = zip_create(scratch("moodle.zip"));
    zip_text(zip, "../../evil.c", hello_right);
    zip_text(zip, "/tmp/grader-evil.c", hello_right);
    zip_link(zip, "Eve_9_assignsubmission_file_/say_hello.c", "/etc/passwd");
    zip_add(zip, "Mallory_8_assignsubmission_file_/say_hello.c", zeros, 1 << 20);
    zip_text(zip, "Ann Smith_101_assignsubmission_file_/src/my work.c", hello_right);
    zip_text(zip, "Ann Smith_101_assignsubmission_file_/report.pdf", "%PDF");
    zip_text(zip, "Ben Ng_102_assignsubmission_file_/-o.c", hello_sequential);
    zip_text(zip, "Ben Ng_103_assignsubmission_file/a.c", hello_right);
    zip_text(zip, "Zoë_104_assignsubmission_file_main.c", hello_right);
    zip_text(zip, "Zoë_104_assignsubmission_onlinetext_/onlinetext.html", "<p>");
    zip_text(zip, "Cai_105_assignsubmission_file_/a.c", hello_right);
    zip_text(zip, "Cai_105_assignsubmission_file_/b.c", hello_right);
    zip_close(zip);
    json_t *r = grade("moodle.zip", "say_hello");
    assert_int_equal(count(r, "students"), 4);
    assert_true(is_accepted(r, "Ann Smith", "say_hello"));
    assert_false(is_accepted(r, "Ben Ng (102)", "say_hello"));
    assert_true(is_accepted(r, "Ben Ng (103)", "say_hello"));
    assert_true(is_accepted(r, "Zoë", "say_hello"));
    assert_int_equal(count(r, "ignored"), 2);
    assert_int_equal(count(r, "refused"), 6);
    assert_non_null(strstr(reason_of(r, "../../evil.c"), "leads out"));
    assert_non_null(strstr(reason_of(r, "/tmp/grader-evil.c"), "absolute"));
    assert_non_null(
        strstr(reason_of(r, "Eve_9_assignsubmission_file_/say_hello.c"), "symbolic link"));
    assert_non_null(
        strstr(reason_of(r, "Mallory_8_assignsubmission_file_/say_hello.c"), "packed size"));
    assert_non_null(strstr(reason_of(r, "Cai_105_assignsubmission_file_/b.c"),
                           "which of 2 files is the submission"));
    assert_int_equal(access("/tmp/grader-evil.c", F_OK), -1);
    assert_int_equal(access(text_of(result_of(r, "Ann Smith", "say_hello"), "submission"), R_OK),
                     0);
    json_decref(r);
}

/* Nothing changed: nothing is graded again, and the paths are the same. */
static void a_zip_again_is_not_graded_again(void **state)
{
    (void)state;
    need_sandbox();
    struct outcome o;
    struct archive *zip = zip_create(scratch("again.zip"));
    zip_text(zip, "again/ann/say_hello.c", hello_right);
    zip_text(zip, "again/ben/say_hello.c", hello_broken);
    zip_close(zip);
    json_t *first = grade("again.zip", NULL);
    assert_true(is_accepted(first, "ann", "say_hello"));
    assert_false(is_accepted(first, "ben", "say_hello"));
    json_t *second = grade("again.zip", NULL);
    assert_true(json_equal(first, second));
    json_decref(first);
    json_decref(second);
    char from[1100], out[1100];
    snprintf(from, sizeof from, "%s", scratch("again.zip"));
    snprintf(out, sizeof out, "%s", scratch("again.zip.out"));
    run_grader(&o, "batch", from, "--out", out, "--engines", "native");
    assert_outcome(&o, 0, NULL);
    assert_non_null(strstr(o.out, "(2 of them before, and nothing has changed)"));
    outcome_free(&o);
}

static void fill_canvas(void (*add)(void *context, const char *name, const char *text),
                        void *context)
{
    add(context, "smithann_11_501_say_hello.c", hello_broken);
    add(context, "smithann_11_502_say_hello-2.c", hello_right);
    add(context, "smithann_11_503_say_hello-1.c", hello_broken);
    add(context, "smithann_11_504_countdown.c", "int main(void) { return 0; }\n");
    add(context, "ngben_LATE_12_505_say_hello.c", hello_right);
    add(context, "anon_X5gh2_506_say_hello.c", hello_broken);
    add(context, "ngben_12_text.html", "<p>");
}

static void add_to_zip(void *zip, const char *name, const char *text)
{
    zip_text(zip, name, text);
}

static void add_to_folder(void *folder, const char *name, const char *text)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", (const char *)folder, name);
    scratch_file(path, text);
}

static void check_canvas(json_t *r)
{
    assert_int_equal(count(r, "students"), 3);
    assert_int_equal(count(r, "exercises"), 2);
    assert_true(is_accepted(r, "smithann", "say_hello"));
    assert_false(is_accepted(r, "smithann", "countdown"));
    assert_true(is_accepted(r, "ngben", "say_hello"));
    assert_false(is_accepted(r, "anon_X5gh2", "say_hello"));
    assert_int_equal(count(r, "ignored"), 3); /* the two older ones, and the text */
    assert_int_equal(count(r, "refused"), 0);
    json_decref(r);
}

static void of_canvas_the_latest_counts(void **state)
{
    (void)state;
    need_sandbox();
    char folder[] = "canvas";
    struct archive *zip = zip_create(scratch("canvas.zip"));
    fill_canvas(add_to_zip, zip);
    zip_close(zip);
    fill_canvas(add_to_folder, folder);
    check_canvas(grade("canvas.zip", NULL));
    check_canvas(grade("canvas", NULL));
}

/* A folder an assignment, called like the exercise: the names of the files do not matter. */
static void assignments_may_lie_in_folders_of_exercises(void **state)
{
    (void)state;
    need_sandbox();
    scratch_file("term/say_hello/Ann Smith_101_assignsubmission_file_/main.c", hello_right);
    scratch_file("term/say_hello/ngben_12_505_hw1.c", hello_right);
    scratch_file("term/countdown/Ann Smith_733_assignsubmission_file_/main.c", hello_right);
    scratch_file("term/dee/say_hello.c", hello_right);
    assert_int_equal(
        symlink("/etc/passwd", scratch("term/say_hello/Eve_3_assignsubmission_file_x.c")), 0);
    json_t *r = grade("term", NULL);
    assert_int_equal(count(r, "students"), 3);
    assert_true(is_accepted(r, "Ann Smith", "say_hello"));
    assert_false(is_accepted(r, "Ann Smith", "countdown"));
    assert_true(is_accepted(r, "ngben", "say_hello"));
    assert_true(is_accepted(r, "dee", "say_hello"));
    assert_string_equal(reason_of(r, "say_hello/Eve_3_assignsubmission_file_x.c"),
                        "it is no regular file");
    json_decref(r);
}

static void an_interrupt_leaves_nothing_unpacked(void **state)
{
    (void)state;
    need_sandbox();
    int status;
    struct archive *zip = zip_create(scratch("stop.zip"));
    zip_text(zip, "stop/ann/say_hello.c", "int main(void) { for (;;) ; }\n");
    zip_text(zip, "stop/ben/say_hello.c", hello_right);
    zip_close(zip);
    pid_t batch = start_grader("batch", scratch("stop.zip"), "--out", scratch("stop.out"));
    while (access(scratch("stop.out/submissions"), F_OK) != 0 && kill(batch, 0) == 0)
        usleep(1000);
    kill(batch, SIGINT);
    assert_int_equal(waitpid(batch, &status, 0), batch);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
    assert_nothing_left();
}

static void what_is_no_archive_is_a_wrong_call(void **state)
{
    (void)state;
    struct outcome o;
    char path[1100];
    snprintf(path, sizeof path, "%s", scratch_file("none.zip", "no archive"));
    run_grader(&o, "batch", path, "--out", scratch("none.out"));
    assert_outcome(&o, 2, "no archive that can be read");
    outcome_free(&o);
    struct archive *zip = zip_create(scratch("unnamed.zip"));
    zip_text(zip, "Ann Smith_101_assignsubmission_file_/main.c", hello_right);
    zip_close(zip);
    run_grader(&o, "batch", scratch("unnamed.zip"), "--out", scratch("none.out"));
    assert_outcome(&o, 2, "say which exercise with --only");
    outcome_free(&o);
    assert_int_equal(access(scratch("none.out"), F_OK), -1);
    assert_nothing_left();
}

int main(void)
{
    setlocale(LC_CTYPE, "C.UTF-8"); /* names in zips */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hostile_moodle_zip_harms_nobody),
        cmocka_unit_test(a_zip_again_is_not_graded_again),
        cmocka_unit_test(of_canvas_the_latest_counts),
        cmocka_unit_test(assignments_may_lie_in_folders_of_exercises),
        cmocka_unit_test(an_interrupt_leaves_nothing_unpacked),
        cmocka_unit_test(what_is_no_archive_is_a_wrong_call),
    };
    return cmocka_run_group_tests_name("intake", tests, scratch_create, scratch_remove);
}
