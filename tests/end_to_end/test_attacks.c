/*
 * Each program of tests/attacks is handed in as a solution of say_hello. Its
 * first line names the verdicts that it may get: kinds of failed checks, or
 * `accepted` where the attack comes to nothing and the rest is right. After each,
 * nothing is left on the machine; and a good submission still gets full marks.
 *
 * usage: test_attacks [REPETITIONS [SEED]]: so many attacks, chosen at random, each
 * with a good submission beside it, after the whole list
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "program.h"

#define FOLDER "tests/attacks"

/* What an attack could leave behind, as numbers that must not grow. */
struct machine {
    unsigned processes, mounts, shared_files, ipc;
};

static unsigned count_lines(const char *path)
{
    FILE *f = fopen(path, "re");
    unsigned lines = 0;
    for (int c; f && (c = getc(f)) != EOF;)
        lines += c == '\n';
    if (f)
        fclose(f);
    return lines;
}

static unsigned count_entries(const char *path)
{
    DIR *directory = opendir(path);
    unsigned entries = 0;
    while (directory && readdir(directory))
        entries++;
    if (directory)
        closedir(directory);
    return entries;
}

/*
 * Orphans of a grader that has ended become ours (PR_SET_CHILD_SUBREAPER in main). Those that are
 * dying get a second to do so.
 */
static unsigned count_orphans(void)
{
    for (int tries = 0; tries < 100; tries++) {
        pid_t pid = waitpid(-1, NULL, WNOHANG | __WALL);
        if (pid < 0)
            return 0;
        if (pid == 0)
            usleep(10000);
    }
    return 1;
}

static struct machine look(void)
{
    return (struct machine){count_orphans(), count_lines("/proc/self/mountinfo"),
                            count_entries("/dev/shm"),
                            count_lines("/proc/sysvipc/shm") + count_lines("/proc/sysvipc/msg") +
                                count_lines("/proc/sysvipc/sem")};
}

static bool has_grown(const struct machine *before, const struct machine *now)
{
    return now->processes > before->processes || now->mounts > before->mounts ||
           now->shared_files > before->shared_files || now->ipc > before->ipc;
}

/* Others on this machine may hold something for a while; what an attack leaves behind stays. */
static void assert_same_machine(const struct machine *before)
{
    struct machine now = look();
    for (int tries = 0; tries < 100 && has_grown(before, &now); tries++) {
        usleep(100000);
        now = look();
    }
    if (has_grown(before, &now))
        fail_msg("left behind: %u processes, %u mounts, %u shared files, %u IPC objects; before: "
                 "%u, %u, %u, %u",
                 now.processes, now.mounts, now.shared_files, now.ipc, before->processes,
                 before->mounts, before->shared_files, before->ipc);
    assert_nothing_left();
}

static void read_expectation(const char *path, char *line, size_t size)
{
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    assert_non_null(fgets(line, (int)size, f));
    fclose(f);
    line[strcspn(line, "\n")] = '\0';
    assert_true(strncmp(line, "// gets: ", 9) == 0);
}

static bool is_as_expected(const json_t *result, char *kinds)
{
    const char *verdict = json_string_value(json_object_get(result, "verdict"));
    bool accepted = verdict && strcmp(verdict, "accepted") == 0;
    char *rest = NULL;
    for (char *kind = strtok_r(kinds, " ", &rest); kind; kind = strtok_r(NULL, " ", &rest))
        if (strcmp(kind, "accepted") == 0 ? accepted : fails_in(result, kind))
            return true;
    return false;
}

static unsigned repetitions = 3, seed = 1;

static void hand_in(const char *path)
{
    char expectation[200];
    struct outcome o;
    print_message("%s\n", path);
    read_expectation(path, expectation, sizeof expectation);
    run_grader(&o, "check", "say_hello", path, "--format", "json");
    if (o.status != 0 && o.status != 1)
        print_message("exit status %d: %s\n", o.status, o.err);
    assert_true(o.status == 0 || o.status == 1);
    json_t *result = json_loads(o.out, 0, NULL);
    assert_non_null(result);
    bool fine = is_as_expected(result, expectation + strlen("// gets: "));
    if (!fine)
        print_message("%s\n", o.out);
    assert_true(fine);
    assert_null(strstr(o.out, "root:")); /* no line of the host's files */
    json_decref(result);
    outcome_free(&o);
}

static void attack(const char *path)
{
    struct machine before = look();
    hand_in(path);
    assert_same_machine(&before);
}

static void attack_beside_a_good_submission(const char *path)
{
    int status = -1;
    struct machine before = look();
    const char *good = scratch_file("good/say_hello.c", hello_right);
    pid_t beside = start_grader("check", "say_hello", good);
    hand_in(path);
    assert_int_equal(waitpid(beside, &status, 0), beside);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_same_machine(&before);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

enum { ATTACKS_MAX = 200 };

/* Owned paths in the order of their names. */
static size_t list_attacks(char *paths[ATTACKS_MAX])
{
    size_t count = 0;
    DIR *directory = opendir(FOLDER);
    assert_non_null(directory);
    for (struct dirent *e; count < ATTACKS_MAX && (e = readdir(directory));) {
        size_t length = strlen(e->d_name);
        if (length > 2 && strcmp(e->d_name + length - 2, ".c") == 0)
            assert_true(asprintf(&paths[count++], FOLDER "/%s", e->d_name) > 0);
    }
    closedir(directory);
    assert_true(count > 30);
    qsort(paths, count, sizeof *paths, by_name);
    return count;
}

static void each_attack_gets_its_verdict(void **state)
{
    char *paths[ATTACKS_MAX] = {NULL};
    (void)state;
    need_sandbox();
    size_t count = list_attacks(paths);
    for (size_t i = 0; i < count; i++) {
        attack(paths[i]);
        free(paths[i]);
    }
}

static void attacks_at_random_leave_nothing_and_harm_nobody(void **state)
{
    char *paths[ATTACKS_MAX] = {NULL};
    (void)state;
    need_sandbox();
    size_t count = list_attacks(paths);
    print_message("%u repetitions, seed %u\n", repetitions, seed);
    srandom(seed);
    for (unsigned i = 0; i < repetitions; i++)
        attack_beside_a_good_submission(paths[(size_t)random() % count]);
    for (size_t i = 0; i < count; i++)
        free(paths[i]);
}

/* Those that aim at whoever runs beside them. */
static void a_good_submission_beside_attacks_gets_full_marks(void **state)
{
    static const char *const attacks[] = {"fork_bomb", "memory_bomb", "kill_all_hard"};
    (void)state;
    need_sandbox();
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        char path[100];
        snprintf(path, sizeof path, FOLDER "/%s.c", attacks[i]);
        attack_beside_a_good_submission(path);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_attack_gets_its_verdict),
        cmocka_unit_test(a_good_submission_beside_attacks_gets_full_marks),
        cmocka_unit_test(attacks_at_random_leave_nothing_and_harm_nobody),
    };
    if (argc > 1)
        repetitions = (unsigned)strtoul(argv[1], NULL, 10);
    if (argc > 2)
        seed = (unsigned)strtoul(argv[2], NULL, 10);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    return cmocka_run_group_tests_name("attacks", tests, scratch_create, scratch_remove);
}
