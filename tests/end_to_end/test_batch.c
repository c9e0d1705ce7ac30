/* A class: one bad submission, or a worker that dies, never stops the others. */
#include <fcntl.h>
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

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "program.h"

static char *read_text(const char *path)
{
    cleanup_fclose FILE *file = fopen(path, "re");
    assert_non_null(file);
    char *text = calloc(1, 1 << 20);
    assert_true(fread(text, 1, (1 << 20) - 1, file) > 0);
    return text;
}

/* The entry of one student's exercise in results.json; borrowed from `results`. */
static const json_t *entry(const json_t *results, const char *student, const char *exercise)
{
    size_t i;
    const json_t *e;
    json_array_foreach(
        json_object_get(results, "results"), i,
        e) if (strcmp(json_string_value(json_object_get(e, "student")), student) == 0 &&
               strcmp(json_string_value(json_object_get(e, "exercise")), exercise) == 0) return e;
    fail_msg("no entry for %s/%s", student, exercise);
    return NULL;
}

static const char *status_of(const json_t *results, const char *student, const char *exercise)
{
    return json_string_value(json_object_get(entry(results, student, exercise), "status"));
}

static double score_of(const json_t *results, const char *student, const char *exercise)
{
    const json_t *result = json_object_get(entry(results, student, exercise), "result");
    return json_number_value(json_object_get(result, "score"));
}

static json_t *read_results(const char *directory)
{
    char path[1100];
    snprintf(path, sizeof path, "%s/results.json", directory);
    json_error_t error;
    json_t *results = json_load_file(path, 0, &error);
    if (!results)
        fail_msg("%s: %s", path, error.text);
    return results;
}

static void a_class_of_all_sorts_is_graded(void **state)
{
    (void)state;
    need_sandbox();
    scratch_file("class/ann/say_hello.c", hello_right);
    scratch_file("class/ben/say_hello.c", hello_broken);
    scratch_file("class/ben/notes.txt", "not a program");
    scratch_file("class/=cmd|x, \"y\"\n\033[31m/say_hello.c", hello_sequential);
    scratch_file("class/cai/countdown.c", "int main(void) { return 0; }\n");
    scratch_file("class/dee/say_hello.c/inner.c", "a folder, not a file");
    scratch_file("class/roster.csv", "ann,ben");
    assert_int_equal(mkfifo(scratch("class/cai/say_hello.c"), 0600), 0);
    assert_int_equal(symlink("/etc/passwd", scratch("class/dee/countdown.c")), 0);
    struct outcome o;
    run_grader(&o, "batch", scratch("class"), "--out", scratch("out"), "--jobs", "2");
    assert_outcome(&o, 0, NULL);
    json_t *r = read_results(scratch("out"));
    assert_true(score_of(r, "ann", "say_hello") == 10);
    assert_true(score_of(r, "ben", "say_hello") == 0);
    assert_string_equal(status_of(r, "ben", "say_hello"), "graded");
    assert_string_equal(status_of(r, "ann", "countdown"), "missing");
    assert_string_equal(status_of(r, "cai", "say_hello"), "graded");
    assert_string_equal(status_of(r, "dee", "say_hello"), "graded");
    assert_true(score_of(r, "dee", "countdown") == 0);
    assert_int_equal(json_array_size(json_object_get(r, "ignored")), 2);
    json_decref(r);
    assert_null(strchr(o.out, '\033'));
    assert_non_null(strstr(o.out, "missing"));
    assert_non_null(strstr(o.out, "ben/notes.txt"));
    outcome_free(&o);
    char *csv = read_text(scratch("out/results.csv")), *xml = read_text(scratch("out/results.xml"));
    assert_non_null(strstr(csv, "\n\"'=cmd|x, \"\"y\"\""));
    assert_non_null(strstr(csv, "\nann,missing,10.00,10.00,20.00"));
    assert_null(strchr(xml, '\033'));
    free(csv);
    free(xml);
    assert_nothing_left();
}

static void an_empty_class_is_a_wrong_call(void **state)
{
    (void)state;
    struct outcome o;
    mkdir(scratch("empty"), 0777);
    run_grader(&o, "batch", scratch("empty"), "--out", scratch("out2"));
    assert_outcome(&o, 2, "nothing to grade");
    outcome_free(&o);
    run_grader(&o, "batch", scratch("nowhere"), "--out", scratch("out2"));
    assert_outcome(&o, 2, "nowhere");
    outcome_free(&o);
    assert_int_equal(access(scratch("out2"), F_OK), -1);
    run_grader(&o, "batch", "tests/class", "--out", "/proc/nowhere");
    assert_outcome(&o, 2, "/proc/nowhere");
    outcome_free(&o);
}

/* A child of `parent` that works on `label`, or 0. */
static pid_t find_worker(pid_t parent, const char *label)
{
    char path[64], name[32];
    int child;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", parent, parent);
    cleanup_fclose FILE *children = fopen(path, "re");
    while (children && fscanf(children, "%d", &child) == 1) {
        snprintf(path, sizeof path, "/proc/%d/comm", child);
        cleanup_fclose FILE *comm = fopen(path, "re");
        if (comm && fgets(name, sizeof name, comm) && strcspn(name, "\n") == strlen(label) &&
            strncmp(name, label, strlen(label)) == 0)
            return child;
    }
    return 0;
}

/* Waits for a worker on `label` other than `last`, kills it, returns its id; 0: the batch has
 * ended. */
static pid_t kill_worker(pid_t batch, const char *label, pid_t last)
{
    pid_t worker;
    do {
        siginfo_t info = {0};
        waitid(P_PID, (id_t)batch, &info, WEXITED | WNOHANG | WNOWAIT);
        if (info.si_pid)
            return 0;
        worker = find_worker(batch, label);
    } while (!worker || worker == last);
    kill(worker, SIGKILL);
    return worker;
}

static void a_killed_worker_stops_nobody_else(void **state)
{
    (void)state;
    need_sandbox();
    int status;
    static const char *const students[] = {"ann", "ben", "cai"};
    for (int i = 0; i < 3; i++) { /* each another file: the same one is graded once */
        cleanup_free char *text = xasprintf("/* %s */\n%s", students[i], hello_right);
        cleanup_free char *name = xasprintf("kill/%s/say_hello.c", students[i]);
        scratch_file(name, text);
    }
    pid_t batch = start_grader("batch", scratch("kill"), "--out", scratch("killed"), "--jobs", "2");
    pid_t first = kill_worker(batch, "ben/say_hello", 0);
    assert_int_not_equal(first, 0);
    assert_int_not_equal(kill_worker(batch, "ben/say_hello", first), 0);
    assert_int_equal(waitpid(batch, &status, 0), batch);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 3);
    json_t *r = read_results(scratch("killed"));
    assert_string_equal(status_of(r, "ben", "say_hello"), "error");
    assert_true(score_of(r, "ann", "say_hello") == 10);
    assert_true(score_of(r, "cai", "say_hello") == 10);
    json_decref(r);
    assert_nothing_left();
}

static void a_worker_killed_once_is_tried_again(void **state)
{
    (void)state;
    need_sandbox();
    int status;
    scratch_file("once/ben/say_hello.c", hello_right);
    pid_t batch = start_grader("batch", scratch("once"), "--out", scratch("once_out"));
    assert_int_not_equal(kill_worker(batch, "ben/say_hello", 0), 0);
    assert_int_equal(waitpid(batch, &status, 0), batch);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    json_t *r = read_results(scratch("once_out"));
    assert_true(score_of(r, "ben", "say_hello") == 10);
    json_decref(r);
    assert_nothing_left();
}

/* Two at once, so a second grading would run beside the first. */
static void the_same_file_is_graded_once(void **state)
{
    (void)state;
    need_sandbox();
    bool ann = false, ben = false;
    siginfo_t info = {0};
    scratch_file("copies/ann/say_hello.c", hello_right);
    scratch_file("copies/ben/say_hello.c", hello_right);
    pid_t batch =
        start_grader("batch", scratch("copies"), "--out", scratch("copied"), "--jobs", "2");
    do {
        ann |= find_worker(batch, "ann/say_hello") != 0;
        ben |= find_worker(batch, "ben/say_hello") != 0;
        waitid(P_PID, (id_t)batch, &info, WEXITED | WNOHANG | WNOWAIT);
    } while (!info.si_pid);
    assert_int_equal(waitpid(batch, NULL, 0), batch);
    assert_true(ann);
    assert_false(ben);
    json_t *r = read_results(scratch("copied"));
    assert_true(score_of(r, "ann", "say_hello") == 10);
    assert_true(score_of(r, "ben", "say_hello") == 10);
    json_decref(r);
    assert_nothing_left();
}

static void an_interrupt_ends_it_cleanly(void **state)
{
    (void)state;
    need_sandbox();
    int status;
    scratch_file("stop/ann/say_hello.c", "int main(void) { for (;;) ; }\n");
    pid_t batch = start_grader("batch", scratch("stop"), "--out", scratch("stopped"));
    while (!find_worker(batch, "ann/say_hello"))
        ;
    kill(batch, SIGINT);
    assert_int_equal(waitpid(batch, &status, 0), batch);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
    assert_int_equal(access(scratch("stopped/results.json"), F_OK), -1);
    assert_nothing_left();
}

/* Waits until the log has a line that ends like this. */
static void await_line(const char *log, const char *end)
{
    char line[300] = "";
    while (strstr(line, end) == NULL) {
        usleep(10000);
        cleanup_fclose FILE *file = fopen(log, "re");
        while (file && !strstr(line, end) && fgets(line, sizeof line, file))
            continue;
    }
}

/* Ctrl-C after the first of three (the second never ends by itself): it says so, and the next call
 * grades the others only. */
static void an_interrupted_batch_goes_on(void **state)
{
    (void)state;
    need_sandbox();
    int status;
    struct outcome o;
    scratch_file("goes/ann/say_hello.c", hello_broken);
    scratch_file("goes/ben/say_hello.c", "int main(void) { for (;;) ; }\n");
    scratch_file("goes/cai/say_hello.c", "/* cai's own */ int main(void) { return x; }\n");
    pid_t batch = start_grader("batch", scratch("goes"), "--out", scratch("went"), "--jobs", "1");
    await_line(scratch("started.txt"), "ann/say_hello: 0.00 of 10.00\n");
    kill(batch, SIGINT);
    assert_int_equal(waitpid(batch, &status, 0), batch);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
    char *said = read_text(scratch("started.txt"));
    assert_non_null(strstr(said, "interrupted after 1 of 3 submissions"));
    free(said);
    assert_nothing_left();
    scratch_file("goes/ben/say_hello.c", "/* ben's own */ int main(void) { return x; }\n");
    run_grader(&o, "batch", scratch("goes"), "--out", scratch("went"));
    assert_outcome(&o, 0, "ann/say_hello: 0.00 of 10.00\n"); /* one line a submission */
    assert_non_null(strstr(o.err, "ben/say_hello: 0.00 of 10.00\n"));
    assert_non_null(strstr(o.err, "cai/say_hello: 0.00 of 10.00\n"));
    assert_null(strchr(o.err, '\r'));
    assert_non_null(strstr(o.out, "3 submissions graded (1 of them before"));
    outcome_free(&o);
    assert_nothing_left();
}

/* Two students with one file: a single grading, and a result, an attempt and a row for each. */
static void who_hands_in_the_same_gets_the_same(void **state)
{
    (void)state;
    need_sandbox();
    struct outcome o;
    scratch_file("same/ann/say_hello.c", hello_sequential);
    scratch_file("same/ben/say_hello.c", hello_sequential);
    scratch_file("same/cai/say_hello.c", hello_broken);
    for (int i = 0; i < 3; i++) { /* graded; as before; graded again */
        run_grader(&o, "batch", scratch("same"), "--out", scratch("same_out"),
                   i == 2 ? "--regrade" : "--jobs", i == 2 ? NULL : "2");
        assert_outcome(&o, 0, NULL);
        outcome_free(&o);
        json_t *r = read_results(scratch("same_out"));
        double score = score_of(r, "ann", "say_hello");
        assert_true(score > 0 && score < 10);
        assert_true(score_of(r, "ben", "say_hello") == score);
        assert_true(score_of(r, "cai", "say_hello") == 0);
        const char *path = json_string_value(
            json_object_get(json_object_get(entry(r, "ben", "say_hello"), "result"), "submission"));
        assert_string_equal(path, scratch("same/ben/say_hello.c"));
        json_decref(r);
        char *xml = read_text(scratch("same_out/results.xml"));
        assert_non_null(strstr(xml, scratch("same/ben/say_hello.c")));
        free(xml);
    }
    run_grader(&o, "report", "--format", "csv", scratch("same_out/gradebook.sqlite"));
    assert_non_null(strstr(o.out, "\nben,"));
    outcome_free(&o);
}

/* All that is written to the terminal until nobody has it open any more. */
static char *read_terminal(int fd)
{
    struct buffer text = {0};
    char bytes[4096];
    for (ssize_t n; (n = read(fd, bytes, sizeof bytes)) > 0;)
        buffer_add(&text, bytes, (size_t)n);
    return buffer_take(&text);
}

static void a_terminal_shows_a_bar(void **state)
{
    (void)state;
    need_sandbox();
    int status;
    cleanup_close int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    scratch_file("bar/ann/say_hello.c/inner.c", "a folder, not a file");
    scratch_file("bar/ben/say_hello.c", hello_broken);
    scratch_file("bar/cai/say_hello.c", "/* mine */ int main(void) { return x; }\n");
    pid_t batch = start_grader_to(ptsname(master), "batch", scratch("bar"), "--out",
                                  scratch("barred"), "--jobs", "1");
    cleanup_free char *text = read_terminal(master);
    assert_int_equal(waitpid(batch, &status, 0), batch);
    assert_int_equal(status, 0);
    assert_non_null(strstr(text, "[..............................] 0 of 3"));
    assert_non_null(strstr(text, "[##########....................] 1 of 3"));
    const char *second = strstr(text, "[####################..........] 2 of 3  ");
    if (!second)
        print_error("%s", text);
    assert_non_null(second);
    assert_non_null(strstr(second, " left"));
    assert_true(strstr(second, "/s  ") || strstr(second, " a minute  "));
    assert_null(strstr(text, "say_hello: ")); /* no line for each */
    assert_non_null(strstr(text, "\r\033[K"));
    assert_non_null(strstr(text, "3 submissions graded"));
}

static void verify_knows_right_from_wrong(void **state)
{
    (void)state;
    need_sandbox();
    struct outcome o;
    char wrong[4096];
    scratch_file("solutions/say_hello/accepted/threads.c", hello_right);
    snprintf(wrong, sizeof wrong, "// fails: time concurrency\n%s", hello_sequential);
    scratch_file("solutions/say_hello/rejected/sequential.c", wrong);
    run_grader(&o, "verify", "say_hello", "--solutions", scratch("solutions"), "--repeat", "2");
    assert_outcome(&o, 0, NULL);
    assert_non_null(strstr(o.out, "All 2 solutions as expected"));
    outcome_free(&o);
    snprintf(wrong, sizeof wrong, "// fails: race\n%s", hello_sequential);
    scratch_file("solutions/say_hello/rejected/sequential.c", wrong);
    run_grader(&o, "verify", "say_hello", "--solutions", scratch("solutions"));
    assert_outcome(&o, 1, NULL);
    assert_non_null(strstr(o.out, "should fail in race"));
    outcome_free(&o);
    scratch_file("solutions/say_hello/rejected/sequential.c", hello_sequential);
    run_grader(&o, "verify", "say_hello", "--solutions", scratch("solutions"));
    assert_outcome(&o, 2, "// fails:");
    outcome_free(&o);
    assert_nothing_left();
}

/* What has not changed is not graded again; what was graded stays, also when the batch is killed.
 */
static void what_was_graded_is_kept(void **state)
{
    (void)state;
    need_sandbox();
    struct outcome o;
    scratch_file("kept/ann/say_hello.c", hello_right);
    scratch_file("kept/ben/say_hello.c", hello_sequential);
    run_grader(&o, "batch", scratch("kept"), "--out", scratch("kept_out"));
    assert_outcome(&o, 0, NULL);
    assert_null(strstr(o.out, "before, and nothing has changed"));
    outcome_free(&o);
    json_t *first = read_results(scratch("kept_out"));
    scratch_file("kept/cai/say_hello.c", hello_broken);
    run_grader(&o, "batch", scratch("kept"), "--out", scratch("kept_out"));
    assert_outcome(&o, 0, NULL);
    assert_non_null(strstr(o.out, "(2 of them before, and nothing has changed)"));
    outcome_free(&o);
    json_t *second = read_results(scratch("kept_out"));
    assert_true(json_equal(json_object_get(entry(first, "ben", "say_hello"), "result"),
                           json_object_get(entry(second, "ben", "say_hello"), "result")));
    assert_true(score_of(second, "cai", "say_hello") == 0);
    json_decref(first);
    json_decref(second);
    run_grader(&o, "batch", scratch("kept"), "--out", scratch("kept_out"), "--regrade",
               "--dry-run");
    assert_outcome(&o, 0, NULL);
    assert_non_null(strstr(o.out, "0 of 3 scores would change; 0 had none yet"));
    outcome_free(&o);
    run_grader(&o, "batch", scratch("kept"), "--out", scratch("kept_out"), "--dry-run");
    assert_outcome(&o, 2, "--dry-run goes with --regrade");
    outcome_free(&o);
    run_grader(&o, "batch", scratch("kept"), "--out", scratch("kept_out"), "--gradebook",
               scratch("kept/ann/say_hello.c"));
    assert_outcome(&o, 2, "is no gradebook");
    outcome_free(&o);
}

/* A folder an exercise; who goes back to an older file has handed in that one; copies are listed.
 */
static void a_gradebook_is_told_in_every_format(void **state)
{
    (void)state;
    need_sandbox();
    struct outcome o;
    char copy[4200];
    snprintf(copy, sizeof copy, "// my own work!\n%s\n\n", hello_right);
    scratch_file("book/say_hello/ann.c", hello_right);
    scratch_file("book/say_hello/zoe.c", copy);
    scratch_file("book/say_hello/notes.txt", "x");
    scratch_file("book/ben/say_hello.c", hello_sequential);
    char class[300], out[300], book[340];
    snprintf(class, sizeof class, "%s", scratch("book"));
    snprintf(out, sizeof out, "%s", scratch("book_out"));
    snprintf(book, sizeof book, "%s/gradebook.sqlite", out);
    run_grader(&o, "batch", class, "--out", out);
    assert_outcome(&o, 0, NULL);
    assert_non_null(strstr(o.out, "The same but for comments and white space:\n"
                                  "  say_hello: ann, zoe\n"));
    assert_non_null(strstr(o.out, "say_hello/notes.txt"));
    outcome_free(&o);
    json_t *first = read_results(out);
    assert_int_equal(json_array_size(json_object_get(first, "students")), 3);
    assert_int_equal(json_array_size(json_object_get(first, "alike")), 1);
    run_grader(&o, "report", "--format", "json", book);
    assert_outcome(&o, 0, NULL);
    json_t *told = json_loads(o.out, 0, NULL);
    assert_true(json_equal(json_object_get(told, "results"), json_object_get(first, "results")));
    json_decref(told);
    outcome_free(&o);

    double before = score_of(first, "ben", "say_hello");
    scratch_file("book/ben/say_hello.c", hello_right);
    run_grader(&o, "batch", class, "--out", out);
    assert_outcome(&o, 0, NULL);
    outcome_free(&o);
    run_grader(&o, "report", "--format", "csv", book);
    assert_non_null(strstr(o.out, "ben,10.00,10.00"));
    outcome_free(&o);
    scratch_file("book/ben/say_hello.c", hello_sequential);
    run_grader(&o, "batch", class, "--out", out);
    assert_non_null(strstr(o.out, "(3 of them before"));
    outcome_free(&o);
    run_grader(&o, "report", "--format", "json", book);
    told = json_loads(o.out, 0, NULL);
    assert_true(before < 10 && score_of(told, "ben", "say_hello") == before);
    json_decref(told);
    json_decref(first);
    outcome_free(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_graded_is_kept),
        cmocka_unit_test(a_gradebook_is_told_in_every_format),
        cmocka_unit_test(a_class_of_all_sorts_is_graded),
        cmocka_unit_test(an_empty_class_is_a_wrong_call),
        cmocka_unit_test(a_killed_worker_stops_nobody_else),
        cmocka_unit_test(a_worker_killed_once_is_tried_again),
        cmocka_unit_test(the_same_file_is_graded_once),
        cmocka_unit_test(an_interrupt_ends_it_cleanly),
        cmocka_unit_test(verify_knows_right_from_wrong),
        cmocka_unit_test(who_hands_in_the_same_gets_the_same),
        cmocka_unit_test(an_interrupted_batch_goes_on),
        cmocka_unit_test(a_terminal_shows_a_bar),
    };
    return cmocka_run_group_tests_name("batch", tests, scratch_create, scratch_remove);
}
