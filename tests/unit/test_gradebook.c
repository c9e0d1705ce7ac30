/* The gradebook's file: opened by many at once, brought up to date, read back. */
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "gradebook/gradebook.h"
#include "gradebook/schema.h"
#include "report/report.h"

#define AT_ONCE 12

static char folder[] = "/tmp/grader-test-XXXXXX";
static char path[64];

static int create(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/book.sqlite", folder);
    return 0;
}

static int forget(void **state)
{
    (void)state;
    const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        cleanup_free char *name = xasprintf("%s%s", path, ends[i]);
        unlink(name);
    }
    return 0;
}

static int destroy(void **state)
{
    (void)state;
    return rmdir(folder);
}

static struct gradebook *open_book(void)
{
    struct error err = ERROR_INIT;
    struct gradebook *g = gradebook_open(path, &err);
    if (!g)
        fail_msg("%s", err.message);
    return g;
}

/* ---- what is kept is read back ---- */

static const struct gradebook_terms terms = {
    .spec = "spec", .grader = "grader", .compiler = "gcc 12", .engines = 1};

static struct gradebook_key key_of(const char *student, const char *content)
{
    struct gradebook_key key = {
        .student = student, .exercise = "counter", .file = "counter.c", .terms = &terms};
    snprintf(key.content, sizeof key.content, "%s", content);
    return key;
}

static struct result sample(void)
{
    struct result r = {.exercise = xstrdup("counter"),
                       .title = xstrdup("A counter"),
                       .submission = xstrdup("ann/counter.c"),
                       .score = 3.5,
                       .max_score = 10};
    static const char *const ids[] = {"zeros", "counts", "ends"}; /* not in the order of names */
    for (int i = 0; i < 3; i++) {
        struct check_result *c = result_add_check(&r);
        *c = (struct check_result){.id = xstrdup(ids[i]),
                                   .title = xasprintf("Title %d", i),
                                   .kind = i == 1 ? KIND_RACE : KIND_OUTPUT,
                                   .status = (enum check_status)i};
    }
    struct check_result *failed = &r.checks[1];
    failed->message = xstrdup("expected 2, but it was 1");
    failed->hint = xstrdup("lock it");
    failed->excerpt = xstrdup("one\ntwo");
    failed->locations = xcalloc(2, sizeof *failed->locations);
    failed->location_count = 2;
    failed->locations[0] = (struct location){.file = xstrdup("counter.c"), .line = 12};
    failed->locations[1] = (struct location){.line = 7, .function = xstrdup("main")};
    return r;
}

static void assert_sample(const struct result *r)
{
    assert_int_equal(r->check_count, 3);
    assert_string_equal(r->checks[0].id, "zeros");
    assert_string_equal(r->checks[1].id, "counts");
    assert_string_equal(r->checks[2].title, "Title 2");
    assert_int_equal(r->checks[1].kind, KIND_RACE);
    assert_int_equal(r->checks[2].status, CHECK_SKIPPED);
    assert_string_equal(r->checks[1].message, "expected 2, but it was 1");
    assert_string_equal(r->checks[1].hint, "lock it");
    assert_string_equal(r->checks[1].excerpt, "one\ntwo");
    assert_int_equal(r->checks[1].location_count, 2);
    assert_string_equal(r->checks[1].locations[0].file, "counter.c");
    assert_int_equal(r->checks[1].locations[1].line, 7);
    assert_null(r->checks[1].locations[1].file);
    assert_string_equal(r->checks[1].locations[1].function, "main");
}

static void what_is_kept_is_read_back(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct gradebook *g = open_book();
    struct gradebook_key ann = key_of("ann", "abc"), ben = key_of("ben", "abc");
    struct gradebook_summary kept, found;
    struct result r = sample(), checks;
    assert_int_equal(gradebook_find(g, &ann, &found, &err), 0);
    assert_int_equal(gradebook_store(g, &ann, &r, &kept, &err), 0);
    assert_int_equal(gradebook_find(g, &ben, &found, &err), 1); /* whoever handed it in */
    assert_memory_equal(&found, &kept, sizeof kept);
    assert_true(found.score == 3.5 && found.max_score == 10 && !found.accepted);
    assert_int_equal(found.checks, 3);
    assert_int_equal(found.failed, 1);
    assert_int_equal(found.skipped, 1);
    cleanup_free char *text = NULL;
    assert_int_equal(gradebook_read(g, &ben, "ben/\"counter\".c", &text, &checks, &err), 0);
    assert_sample(&checks);
    result_free(&checks);
    free(r.submission);
    r.submission = xstrdup("ben/\"counter\".c");
    cleanup_free char *expected = result_to_text(&r);
    assert_string_equal(text, expected);
    result_free(&r);
    gradebook_close(g);
}

/* Another batch may put its own in the place of one that was told of already. */
static void what_was_replaced_is_still_read(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct gradebook *g = open_book(), *other = open_book();
    struct gradebook_key key = key_of("ann", "abc");
    struct gradebook_summary s;
    struct result r = sample(), checks;
    assert_int_equal(gradebook_store(g, &key, &r, &s, &err), 0);
    assert_int_equal(gradebook_store(other, &key, &r, &s, &err), 0);
    cleanup_free char *text = NULL, *expected = result_to_text(&r);
    assert_int_equal(gradebook_read(g, &key, "ann/counter.c", &text, &checks, &err), 0);
    assert_sample(&checks);
    assert_string_equal(text, expected);
    result_free(&checks);
    result_free(&r);
    gradebook_close(other);
    gradebook_close(g);
}

static void execute(const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_close(db);
}

static void what_is_damaged_is_not_found(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct gradebook *g = open_book();
    struct gradebook_key key = key_of("ann", "abc");
    struct gradebook_summary s;
    struct result r = sample();
    assert_int_equal(gradebook_store(g, &key, &r, &s, &err), 0);
    execute("UPDATE results SET result = substr(result, 1, 40)");
    assert_int_equal(gradebook_find(g, &key, &s, &err), 0);
    assert_int_equal(gradebook_store(g, &key, &r, &s, &err), 0); /* in its place */
    assert_int_equal(gradebook_find(g, &key, &s, &err), 1);
    execute("DELETE FROM results");
    char *text;
    struct result checks;
    assert_int_equal(gradebook_read(g, &key, "x", &text, &checks, &err), -1);
    assert_null(text);
    assert_non_null(strstr(err.message, "has lost a result"));
    error_clear(&err);
    result_free(&r);
    gradebook_close(g);
}

/* ---- older ones ---- */

static void each_older_version_is_brought_up_to_date(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    for (size_t version = 1; version < gradebook_version; version++) {
        for (size_t i = 0; i < version; i++)
            execute(gradebook_migrations[i]);
        cleanup_free char *mark = xasprintf("PRAGMA user_version = %zu; PRAGMA application_id = %d",
                                            version, GRADEBOOK_APPLICATION_ID);
        execute(mark);
        execute("INSERT INTO students (name) VALUES ('old')");
        struct gradebook *g = open_book();
        struct gradebook_key key = key_of("ann", "abc");
        struct gradebook_summary s;
        struct result r = sample();
        assert_int_equal(gradebook_store(g, &key, &r, &s, &err), 0);
        result_free(&r);
        gradebook_close(g);
        execute("UPDATE students SET name = (SELECT max(name) || '!' FROM students) WHERE id = 1");
        forget(NULL);
    }
}

/* ---- many at once ---- */

/* Opens it, keeps a result of its own and closes it; waits for `start` to be closed first. */
static void use_book(int number, int start)
{
    char byte, student[32];
    struct error err = ERROR_INIT;
    snprintf(student, sizeof student, "student%d", number);
    struct gradebook_key key = key_of(student, student);
    struct gradebook_summary s;
    struct result r = sample();
    if (read(start, &byte, 1) != 0)
        _exit(2);
    struct gradebook *g = gradebook_open(path, &err);
    bool good = g && gradebook_store(g, &key, &r, &s, &err) == 0 &&
                gradebook_note_attempts(g, &key, 1, &err) == 0 &&
                gradebook_find(g, &key, &s, &err) == 1;
    gradebook_close(g);
    if (!good)
        fprintf(stderr, "# %s\n", err.message ? err.message : "not found");
    _exit(good ? 0 : 1);
}

static void many_make_and_use_one_at_once(void **state)
{
    for (int round = 0; round < 40; round++) {
        int ends[2], bad = 0;
        pid_t pids[AT_ONCE];
        assert_int_equal(pipe(ends), 0);
        for (int i = 0; i < AT_ONCE; i++) {
            pids[i] = fork();
            if (pids[i] == 0) {
                close(ends[1]);
                use_book(i, ends[0]);
            }
        }
        close(ends[0]);
        close(ends[1]);
        for (int i = 0; i < AT_ONCE; i++) {
            int status;
            assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
            bad += status != 0;
        }
        assert_int_equal(bad, 0);
        forget(state);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(what_is_kept_is_read_back, forget),
        cmocka_unit_test_teardown(what_was_replaced_is_still_read, forget),
        cmocka_unit_test_teardown(what_is_damaged_is_not_found, forget),
        cmocka_unit_test_teardown(each_older_version_is_brought_up_to_date, forget),
        cmocka_unit_test_teardown(many_make_and_use_one_at_once, forget),
    };
    return cmocka_run_group_tests_name("gradebook", tests, create, destroy);
}
