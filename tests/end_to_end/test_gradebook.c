/*
 * The gradebook outlives whatever happens to a batch: it is killed (kill -9) at
 * random moments and called again, and several use one gradebook at once. In the
 * end it must say what that of an undisturbed batch says.
 *
 * usage: test_gradebook [KILLS [SEED]]    (4, 1)
 */
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "program.h"

#define STUDENTS 8
#define AT_ONCE  6

static unsigned kills = 4, seed = 1;
static char class[300], whole[300]; /* the class; OUT of an undisturbed batch */
static double seconds_whole;

/* What must be the same however often a batch was disturbed. Times are not, and ids need not be. */
static const char told[] =
    "SELECT students.name, submissions.exercise, file, content, terms.spec, compiler, engines,"
    "       accepted, score, results.max_score, checks.id, kind, status, points, test_case, engine "
    "FROM attempts JOIN students ON students.id = student"
    "  JOIN submissions ON submissions.id = attempts.submission"
    "  JOIN results ON results.submission = submissions.id JOIN terms ON terms.id = terms"
    "  JOIN checks ON checks.result = results.id ORDER BY 1, 2, 3, checks.id";

/* Each grading that was ever kept: one that is done again has another id, time or text. */
static const char gradings[] = "SELECT id, graded_at, replace(result, char(10), '') FROM results";

/* ---- looking into a gradebook ---- */

static int add_row(void *out, int columns, char **values, char **names)
{
    (void)names;
    for (int i = 0; i < columns; i++)
        buffer_printf(out, "%s%s", i ? " | " : "", values[i] ? values[i] : "-");
    buffer_putc(out, '\n');
    return 0;
}

/* The rows as lines. Owned. */
static char *ask(const char *book, const char *sql)
{
    sqlite3 *db;
    struct buffer out = {0};
    assert_int_equal(sqlite3_open_v2(book, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    if (sqlite3_exec(db, sql, add_row, &out, NULL) != SQLITE_OK)
        fail_msg("%s: %s", book, sqlite3_errmsg(db));
    sqlite3_close(db);
    return buffer_take(&out);
}

static void copy_file(const char *from, const char *to)
{
    char bytes[65536];
    cleanup_fclose FILE *in = fopen(from, "re"), *out = NULL;
    unlink(to);
    if (!in)
        return;
    out = fopen(to, "we");
    assert_non_null(out);
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, in));)
        assert_int_equal(fwrite(bytes, 1, n, out), n);
}

/*
 * A copy, with what has not been moved into the file yet: to look at it, and leave the
 * recovery of the real one to the grader. NULL if the batch had not got as far.
 */
static const char *copy_book(const char *out)
{
    static char copy[400];
    const char *const ends[] = {"", "-wal"};
    for (size_t i = 0; i < 2; i++) {
        snprintf(copy, sizeof copy, "%s%s", scratch("copy.sqlite"), ends[i]);
        cleanup_free char *from = xasprintf("%s/gradebook.sqlite%s", out, ends[i]);
        copy_file(from, copy);
    }
    snprintf(copy, sizeof copy, "%s", scratch("copy.sqlite"));
    cleanup_free char *tables = access(copy, F_OK) == 0
                                    ? ask(copy, "SELECT name FROM sqlite_schema "
                                                "WHERE name = 'checks'")
                                    : xstrdup("");
    return *tables ? copy : NULL;
}

static void assert_sound(const char *book)
{
    cleanup_free char *integrity = ask(book, "PRAGMA integrity_check");
    cleanup_free char *keys = ask(book, "PRAGMA foreign_key_check");
    assert_string_equal(integrity, "ok\n");
    assert_string_equal(keys, "");
}

static void assert_same_as_undisturbed(const char *book)
{
    cleanup_free char *sound = xasprintf("%s/gradebook.sqlite", whole);
    cleanup_free char *expected = ask(sound, told), *seen = ask(book, told);
    assert_sound(book);
    assert_true(strlen(expected) > 1000);
    assert_string_equal(seen, expected);
}

/* ---- batches ---- */

static pid_t start_batch(const char *log, const char *out, const char *book)
{
    return start_grader_to(log, "batch", class, "--engines", "native", "--jobs", "2", "--out", out,
                           "--gradebook", book);
}

static void assert_good_end(pid_t batch, const char *log)
{
    int status;
    char *text = NULL;
    size_t size = 0;
    assert_int_equal(waitpid(batch, &status, 0), batch);
    cleanup_fclose FILE *file = fopen(log, "re");
    assert_true(file && getdelim(&text, &size, '\0', file) > 0);
    if (status != 0 || strstr(text, "grader:") || strstr(text, "locked"))
        fail_msg("status %d: %s", status, text);
    free(text);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int make_class(void **state)
{
    static const char *const programs[] = {hello_right, hello_broken, hello_sequential};
    if (scratch_create(state) != 0)
        return -1;
    for (int i = 0; i < STUDENTS; i++) {
        cleanup_free char *name = xasprintf("class/student%d/say_hello.c", i);
        cleanup_free char *text = xasprintf("/* %d */\n%s", i, programs[i % 3]);
        scratch_file(name, text);
    }
    snprintf(class, sizeof class, "%s", scratch("class"));
    snprintf(whole, sizeof whole, "%s", scratch("whole"));
    return 0;
}

/* What an undisturbed batch says of the class, and how long it takes; once. */
static void need_whole(void)
{
    need_sandbox();
    if (access(whole, F_OK) == 0)
        return;
    cleanup_free char *book = xasprintf("%s/gradebook.sqlite", whole);
    double start = now();
    assert_good_end(start_batch(scratch("whole.txt"), whole, book), scratch("whole.txt"));
    seconds_whole = now() - start;
}

/* ---- killed ---- */

/* Lines that say of a submission that it is done. */
static unsigned finished_in(const char *log)
{
    unsigned n = 0;
    char line[1000];
    cleanup_fclose FILE *file = fopen(log, "re");
    while (file && fgets(line, sizeof line, file))
        n += strncmp(line, "student", 7) == 0 && strstr(line, " of 10.00\n");
    return n;
}

static unsigned count_lines(const char *text)
{
    unsigned n = 0;
    for (; (text = strchr(text, '\n')); text++)
        n++;
    return n;
}

/* Every line of `before` stands in `after`: nothing got lost, and nothing was graded again. */
static void assert_kept(const char *before, const char *after)
{
    cleanup_free char *lines = xstrdup(before);
    char *rest = lines;
    for (char *line; (line = strsep(&rest, "\n"));)
        if (!strstr(after, line))
            fail_msg("graded again, or lost: %s", line);
}

/* Looks at what was left. `*known`: the gradings so far; owned, replaced. */
static void look_after_kill(const char *out, const char *log, char **known)
{
    const char *copy = copy_book(out);
    if (!copy) {
        assert_int_equal(finished_in(log), 0);
        assert_string_equal(*known, "");
        return;
    }
    assert_sound(copy);
    char *now_known = ask(copy, gradings);
    assert_kept(*known, now_known);
    assert_true(count_lines(now_known) >= finished_in(log)); /* what was told was kept */
    free(*known);
    *known = now_known;
}

/* Nothing but what a batch that was never disturbed leaves. */
static void assert_tidy(const char *out)
{
    static const char *const names[] = {".",           "..",           "gradebook.sqlite",
                                        "results.csv", "results.json", "results.xml"};
    cleanup_closedir DIR *dir = opendir(out);
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));) {
        bool known = false;
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
            known |= strcmp(e->d_name, names[i]) == 0;
        if (!known)
            fail_msg("left behind in OUT: %s", e->d_name);
    }
    assert_nothing_left();
}

static void assert_same_table(const char *out)
{
    cleanup_free char *command = xasprintf("cmp %s/results.csv %s/results.csv", out, whole);
    assert_int_equal(system(command), 0);
}

/* One batch, killed after at most that time. True if it had ended before. */
static bool run_and_kill(const char *out, const char *book, const char *log, double seconds)
{
    pid_t batch = start_batch(log, out, book);
    double end = now() + seconds;
    while (now() < end) {
        siginfo_t info = {0};
        waitid(P_PID, (id_t)batch, &info, WEXITED | WNOHANG | WNOWAIT);
        if (info.si_pid)
            break;
        usleep(500);
    }
    kill(batch, SIGKILL);
    int status;
    assert_int_equal(waitpid(batch, &status, 0), batch);
    if (!WIFSIGNALED(status))
        assert_int_equal(status, 0);
    return !WIFSIGNALED(status);
}

/* Killed and called again until it comes to its end or enough have been killed. Returns how many.
 */
static unsigned disturb(unsigned most, const char *out)
{
    cleanup_free char *book = xasprintf("%s/gradebook.sqlite", out);
    cleanup_free char *log = xstrdup(scratch("killed.txt"));
    char *known = xstrdup("");
    unsigned killed = 0;
    bool ended = false;
    while (!ended && killed < most) {
        unsigned left = STUDENTS - count_lines(known);
        double most_seconds = seconds_whole * (left + 2) / (STUDENTS + 1);
        ended = run_and_kill(out, book, log, most_seconds * rand_r(&seed) / RAND_MAX);
        look_after_kill(out, log, &known);
        killed += !ended;
    }
    assert_good_end(start_batch(log, out, book), log);
    cleanup_free char *at_last = ask(book, gradings);
    assert_kept(known, at_last);
    assert_int_equal(count_lines(at_last), STUDENTS);
    free(known);
    assert_same_as_undisturbed(book);
    assert_same_table(out);
    assert_tidy(out);
    return killed;
}

static void killed_at_random_moments_it_loses_nothing(void **state)
{
    (void)state;
    need_whole();
    unsigned killed = 0, books = 0;
    for (; killed < kills; books++) {
        cleanup_free char *out = xasprintf("%s", scratch("killed%u", books));
        killed += disturb(kills - killed, out);
    }
    print_message("# killed %u times, over %u gradebooks\n", killed, books);
}

/* ---- at once ---- */

/* Several at once, each with results of its own and all with one gradebook. */
static void run_at_once(const char *name, unsigned count)
{
    cleanup_free char *book = xasprintf("%s", scratch("%s.sqlite", name));
    char *logs[AT_ONCE];
    pid_t pids[AT_ONCE];
    for (unsigned i = 0; i < count; i++) {
        cleanup_free char *out = xstrdup(scratch("%s%u", name, i));
        logs[i] = xstrdup(scratch("%s%u.txt", name, i));
        pids[i] = start_batch(logs[i], out, book);
    }
    for (unsigned i = 0; i < count; i++)
        assert_good_end(pids[i], logs[i]);
    for (unsigned i = 0; i < count; i++) {
        cleanup_free char *out = xstrdup(scratch("%s%u", name, i));
        assert_same_table(out);
        assert_tidy(out);
        free(logs[i]);
    }
    assert_same_as_undisturbed(book);
}

static void two_batches_share_a_new_gradebook(void **state)
{
    (void)state;
    need_whole();
    run_at_once("two", 2);
}

/* Nothing is left to grade: they do nothing but read and write the gradebook. */
static void many_batches_share_a_gradebook(void **state)
{
    (void)state;
    need_whole();
    cleanup_free char *full = xasprintf("%s/gradebook.sqlite", whole);
    for (int i = 0; i < 5; i++) {
        cleanup_free char *name = xasprintf("many%d", i);
        copy_file(full, scratch("%s.sqlite", name));
        run_at_once(name, AT_ONCE);
    }
}

/* Who comes first makes the tables; the others wait, and find them. A folder is graded at once. */
static void many_batches_make_one_gradebook(void **state)
{
    (void)state;
    scratch_file("folder/ann/say_hello.c/inner.c", "a folder, not a file");
    cleanup_free char *folder = xstrdup(scratch("folder"));
    for (int i = 0; i < 10; i++) {
        cleanup_free char *book = xstrdup(scratch("made%d.sqlite", i));
        char *logs[AT_ONCE];
        pid_t pids[AT_ONCE];
        for (unsigned k = 0; k < AT_ONCE; k++) {
            logs[k] = xstrdup(scratch("made%u.txt", k));
            pids[k] = start_grader_to(logs[k], "batch", folder, "--out", scratch("made%u", k),
                                      "--gradebook", book);
        }
        for (unsigned k = 0; k < AT_ONCE; k++) {
            assert_good_end(pids[k], logs[k]);
            free(logs[k]);
        }
        assert_sound(book);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_at_random_moments_it_loses_nothing),
        cmocka_unit_test(two_batches_share_a_new_gradebook),
        cmocka_unit_test(many_batches_share_a_gradebook),
        cmocka_unit_test(many_batches_make_one_gradebook),
    };
    if (argc > 1)
        kills = (unsigned)strtoul(argv[1], NULL, 10);
    if (argc > 2)
        seed = (unsigned)strtoul(argv[2], NULL, 10);
    return cmocka_run_group_tests_name("gradebook", tests, make_class, scratch_remove);
}
