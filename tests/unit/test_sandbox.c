#include <fcntl.h>
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

#include "base/cleanup.h"
#include "base/memory.h"
#include "sandbox/sandbox.h"
#include "supervisor/filter.h"

#define SECOND_NS INT64_C(1000000000)

static char *const test_environment[] = {"PATH=/usr/bin:/bin", "GREETING=a=b c", NULL};

static struct sandbox plain_sandbox(void)
{
    return (struct sandbox){
        .tmpfs_bytes = 1 << 20, .seccomp_fd = -1, .environment = test_environment};
}

static const struct sandbox_limits roomy = {.cpu_ns = 5 * SECOND_NS,
                                            .wall_ns = 60 * SECOND_NS,
                                            .file_bytes = 1 << 20,
                                            .output_bytes = 4000};

static struct sandbox_outcome run_in(const struct sandbox *s, const struct sandbox_limits *limits,
                                     const char *script)
{
    char *args[] = {"-c", (char *)script, NULL};
    struct sandbox_outcome outcome;
    struct error err = ERROR_INIT;
    if (sandbox_run(s, limits, "/bin/sh", args, &outcome, &err) < 0)
        fail_msg("%s", err.message);
    return outcome;
}

static struct sandbox_outcome run(const char *script)
{
    struct sandbox s = plain_sandbox();
    return run_in(&s, &roomy, script);
}

static void check_output(const char *script, const char *expected)
{
    struct sandbox_outcome o = run(script);
    assert_string_equal(o.output, expected);
    sandbox_outcome_free(&o);
}

/* Fails with what sandbox_probe() says where the sandbox does not work. */
static int need_sandbox(void **state)
{
    struct error err = ERROR_INIT;
    (void)state;
    if (sandbox_probe(&err) == 0)
        return 0;
    print_message("%s\n", err.message);
    error_clear(&err);
    return -1;
}

static size_t index_of(char *const *command, const char *word)
{
    for (size_t i = 0; command[i]; i++)
        if (strcmp(command[i], word) == 0)
            return i;
    fail_msg("\"%s\" is not in the command", word);
    return 0;
}

static void command_has_every_protection(void **state)
{
    static const char *const needed[] = {"--unshare-all", "--unshare-user", "--die-with-parent",
                                         "--new-session", "--clearenv",     "--cap-drop",
                                         "--remount-ro"};
    struct sandbox s = plain_sandbox();
    (void)state;
    char **command = sandbox_command(&s, "/bin/true", NULL);
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        index_of(command, needed[i]);
    for (size_t i = 0; command[i]; i++)
        if (strcmp(command[i], "--tmpfs") == 0) {
            assert_string_equal(command[i - 2], "--size");
            assert_string_equal(command[i - 1], "1048576");
        }
    free_strings(command);
}

static void command_ends_with_the_program(void **state)
{
    char *args[] = {"--bind", "/", NULL};
    struct sandbox s = plain_sandbox();
    s.seccomp_fd = 17;
    (void)state;
    char **command = sandbox_command(&s, "/program/x", args);
    size_t end = index_of(command, "--");
    assert_string_equal(command[index_of(command, "--seccomp") + 1], "17");
    assert_string_equal(command[end + 1], "/program/x");
    assert_string_equal(command[end + 2], "--bind");
    assert_string_equal(command[end + 3], "/");
    assert_null(command[end + 4]);
    free_strings(command);
}

static void tells_exit_codes_and_signals(void **state)
{
    (void)state;
    struct sandbox_outcome o = run("exit 7");
    assert_true(WIFEXITED(o.status));
    assert_int_equal(WEXITSTATUS(o.status), 7);
    assert_false(o.timed_out);
    sandbox_outcome_free(&o);
    o = run("kill -SEGV $$");
    assert_int_equal(WEXITSTATUS(o.status), 128 + 11);
    sandbox_outcome_free(&o);
}

static void collects_both_streams_up_to_the_limit(void **state)
{
    (void)state;
    check_output("echo out; echo err >&2", "out\nerr\n");
    struct sandbox_outcome o = run("head -c 100000 /dev/zero | tr '\\0' x");
    assert_int_equal(o.output_size, 4000);
    assert_int_equal(strlen(o.output), 4000);
    assert_true(o.output_cut);
    sandbox_outcome_free(&o);
}

static void sees_only_its_environment(void **state)
{
    (void)state;
    setenv("SECRET_OF_THE_GRADER", "1", 1);
    check_output("env | grep -v PWD | sort", "GREETING=a=b c\nPATH=/usr/bin:/bin\n");
    check_output("cat", "");
    check_output("hostname; pwd; id -u; id -g", "sandbox\n/workdir\n1000\n1000\n");
}

static void sees_nothing_of_the_host(void **state)
{
    (void)state;
    check_output("ls /", "bin\ndev\netc\nlib\nlib64\nproc\ntmp\nusr\nworkdir\n");
    check_output("ls -A /etc /tmp /workdir /usr/local /home /root 2>/dev/null",
                 "/etc:\nld.so.cache\n\n/tmp:\n\n/workdir:\n");
    check_output("tail -n +3 /proc/net/dev | tr -d ' ' | cut -d: -f1", "lo\n");
}

static void nothing_is_writable_but_its_own_directories(void **state)
{
    (void)state;
    check_output("for d in / /dev /usr/bin /usr/lib /proc/sys /etc; do"
                 "  (: > $d/intruder) 2>/dev/null && echo $d; done; true",
                 "");
    check_output("for f in /proc/sys/kernel/core_pattern /proc/sys/kernel/hostname"
                 " /proc/sysrq-trigger; do test -w $f && echo $f; done; true",
                 "");
    check_output("for d in /tmp /workdir /dev/shm; do : > $d/mine && echo $d; done",
                 "/tmp\n/workdir\n/dev/shm\n");
}

static void its_directories_are_small(void **state)
{
    struct sandbox s = plain_sandbox();
    struct sandbox_limits limits = roomy;
    limits.file_bytes = 0;
    (void)state;
    struct sandbox_outcome o =
        run_in(&s, &limits,
               "for d in /tmp /workdir /dev/shm; do head -c 3000000 /dev/zero 2>/dev/null > $d/a;"
               " stat -c %s $d/a; done");
    assert_non_null(strstr(o.output, "1048576\n1048576\n1048576\n"));
    sandbox_outcome_free(&o);
}

static void inherits_no_descriptor(void **state)
{
    int leak = open("/dev/null", O_RDONLY); /* not close-on-exec */
    (void)state;
    assert_true(leak > 2);
    check_output("ls /proc/self/fd", "0\n1\n2\n3\n"); /* 3 is the directory that ls reads */
    close(leak);
}

/* Is there a process on this machine whose command line holds `word`? */
static bool process_exists(const char *word)
{
    char command[200];
    snprintf(command, sizeof command,
             "grep -lsaE '(^|[^-])%s' /proc/[0-9]*/cmdline | xargs -r -n1 dirname"
             " | xargs -r -I{} sh -c 'readlink {}/exe' | grep -q sleep",
             word);
    return system(command) == 0;
}

static void leaves_no_process_behind(void **state)
{
    (void)state;
    struct sandbox_outcome o = run("setsid sleep 86399.25 & (sleep 86399.25 &) ; exit 0");
    assert_int_equal(o.status, 0);
    assert_false(o.timed_out);
    assert_false(process_exists("86399.25"));
    sandbox_outcome_free(&o);
}

static void wall_limit_ends_the_whole_tree(void **state)
{
    struct sandbox s = plain_sandbox();
    struct sandbox_limits limits = roomy;
    limits.wall_ns = SECOND_NS / 2;
    (void)state;
    struct sandbox_outcome o =
        run_in(&s, &limits, "exec 2>/dev/null; sleep 86398.25 & sleep 86398.25");
    assert_true(o.timed_out);
    assert_false(process_exists("86398.25"));
    sandbox_outcome_free(&o);
    o = run_in(&s, &limits, "exec >/dev/null 2>&1; sleep 86397.25"); /* end of file is not exit */
    assert_true(o.timed_out);
    sandbox_outcome_free(&o);
}

static void limits_hold(void **state)
{
    struct sandbox s = plain_sandbox();
    struct sandbox_limits limits = roomy;
    limits.cpu_ns = SECOND_NS;
    (void)state;
    struct sandbox_outcome o = run_in(&s, &limits, "while :; do :; done");
    assert_int_equal(WEXITSTATUS(o.status), 128 + SIGXCPU);
    sandbox_outcome_free(&o);
    limits = roomy;
    limits.file_bytes = 1000;
    o = run_in(&s, &limits, "exec head -c 5000 /dev/zero > /tmp/a");
    assert_int_equal(WEXITSTATUS(o.status), 128 + SIGXFSZ);
    sandbox_outcome_free(&o);
    limits = roomy;
    limits.memory_bytes = 100 << 20;
    o = run_in(&s, &limits, "ulimit -v; ulimit -c");
    assert_string_equal(o.output, "102400\n0\n");
    sandbox_outcome_free(&o);
}

static void binds_are_as_said(void **state)
{
    char directory[] = "/tmp/test_sandbox_XXXXXX";
    (void)state;
    assert_non_null(mkdtemp(directory));
    struct sandbox_bind binds[] = {{directory, "/workdir", true}, {directory, "/seen", false}};
    struct sandbox s = plain_sandbox();
    s.binds = binds;
    s.bind_count = 2;
    struct sandbox_outcome o =
        run_in(&s, &roomy, "echo hi > /workdir/new; cat /seen/new; echo no > /seen/other || true");
    cleanup_free char *path = xasprintf("%s/new", directory);
    assert_non_null(strstr(o.output, "hi\n"));
    assert_non_null(strstr(o.output, "Read-only"));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(directory), 0);
    sandbox_outcome_free(&o);
}

static void compilers_see_no_devices(void **state)
{
    struct sandbox s = plain_sandbox();
    s.with_compiler = true;
    (void)state;
    struct sandbox_outcome o = run_in(&s, &roomy, "ls -A /dev /proc 2>&1; ls -d /usr/include");
    assert_non_null(strstr(o.output, "/dev:\nnull\n"));
    assert_non_null(strstr(o.output, "cannot access '/proc'"));
    assert_non_null(strstr(o.output, "/usr/include"));
    sandbox_outcome_free(&o);
}

static void the_filter_refuses_what_no_exercise_needs(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct sandbox s = plain_sandbox();
    s.seccomp_fd = filter_create_untraced(&err);
    assert_true(s.seccomp_fd >= 0);
    struct sandbox_outcome o =
        run_in(&s, &roomy, "sleep 0.01; unshare --user true; grep Seccomp: /proc/self/status");
    assert_non_null(strstr(o.output, "Operation not permitted"));
    assert_non_null(strstr(o.output, "Seccomp:\t2\n"));
    sandbox_outcome_free(&o);
    close(s.seccomp_fd);
}

static void a_program_that_is_not_there_is_our_trouble(void **state)
{
    struct sandbox s = plain_sandbox();
    struct sandbox_outcome o;
    struct error err = ERROR_INIT;
    (void)state;
    assert_int_equal(sandbox_run(&s, &roomy, "/usr/bin/no-such-program", NULL, &o, &err), -1);
    assert_int_equal(err.kind, ERROR_MACHINE);
    assert_non_null(strstr(err.message, "no-such-program"));
    error_clear(&err);
}

static void *run_many(void *p)
{
    int *wrong = p;
    for (int i = 0; i < 5; i++) {
        struct sandbox_outcome o = run("echo $$; exit 3");
        *wrong += WEXITSTATUS(o.status) != 3 || strcmp(o.output, "2\n") != 0;
        sandbox_outcome_free(&o);
    }
    return NULL;
}

static void runs_from_several_threads(void **state)
{
    pthread_t threads[4];
    int wrong[4] = {0};
    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, run_many, &wrong[i]), 0);
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(wrong[i], 0);
    }
}

static void works_as_an_ordinary_user(void **state)
{
    (void)state;
    if (getuid() != 0)
        skip(); /* then all the other tests have shown it */
    pid_t pid = fork();
    if (pid == 0) {
        struct sandbox s = plain_sandbox();
        struct sandbox_outcome o = {0};
        struct error err = ERROR_INIT;
        char *args[] = {"-u", NULL};
        if (setgid(65534) < 0 || setuid(65534) < 0 || chdir("/") < 0)
            _exit(1);
        _exit(sandbox_run(&s, &roomy, "/usr/bin/id", args, &o, &err) < 0 ? 2
              : strcmp(o.output, "1000\n") != 0                          ? 3
                                                                         : 0);
    }
    int status = -1;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

/* Whatever numbers are free in the grader: the program finds what it is passed, where it was told.
 */
static void passed_descriptors_never_collide(void **state)
{
    enum { FIRST = 20, SPAN = 8 };
    (void)state;
    for (int next = FIRST; next < FIRST + SPAN; next++) {
        int a[2], b[2], filler[FIRST + SPAN], used = 0;
        assert_int_equal(pipe2(a, O_CLOEXEC), 0);
        assert_int_equal(pipe2(b, O_CLOEXEC), 0);
        assert_int_equal(write(a[1], "a\n", 2), 2);
        assert_int_equal(write(b[1], "b\n", 2), 2);
        while ((filler[used] = open("/dev/null", O_RDONLY | O_CLOEXEC)) < next - 1)
            used++;
        struct sandbox s = plain_sandbox();
        const struct sandbox_descriptor passed[] = {
            {a[0], FIRST + 4}, {b[0], a[0]}, {filler[used], FIRST + 5}, {a[1], FIRST + 6}};
        char script[128];
        snprintf(script, sizeof script, "for n in %d %d; do head -n 1 /proc/self/fd/$n; done",
                 FIRST + 4, a[0]);
        s.passed = passed;
        s.passed_count = 4;
        struct sandbox_outcome o = run_in(&s, &roomy, script);
        assert_string_equal(o.output, "a\nb\n");
        sandbox_outcome_free(&o);
        for (int i = 0; i <= used; i++)
            close(filler[i]);
        close(a[0]), close(a[1]), close(b[0]), close(b[1]);
    }
}

/* bubblewrap would wait for its filter at the pipe that the program is to read from. */
static void filter_never_collides_with_what_is_passed(void **state)
{
    enum { NUMBER = 60 };
    int orders[2];
    struct error err = ERROR_INIT;
    struct sandbox s = plain_sandbox();
    struct sandbox_limits short_limits = roomy;
    (void)state;
    assert_int_equal(pipe2(orders, O_CLOEXEC), 0);
    int filter = filter_create_untraced(&err);
    assert_int_equal(dup3(filter, NUMBER, O_CLOEXEC), NUMBER);
    const struct sandbox_descriptor passed = {orders[0], NUMBER};
    s.seccomp_fd = NUMBER;
    s.passed = &passed;
    s.passed_count = 1;
    short_limits.wall_ns = 10 * SECOND_NS;
    struct sandbox_outcome o = run_in(&s, &short_limits, "grep Seccomp: /proc/self/status");
    assert_false(o.timed_out);
    assert_string_equal(o.output, "Seccomp:\t2\n");
    sandbox_outcome_free(&o);
    close(filter), close(NUMBER), close(orders[0]), close(orders[1]);
}

int main(void)
{
    const struct CMUnitTest commands[] = {
        cmocka_unit_test(command_has_every_protection),
        cmocka_unit_test(command_ends_with_the_program),
    };
    const struct CMUnitTest runs[] = {
        cmocka_unit_test(tells_exit_codes_and_signals),
        cmocka_unit_test(collects_both_streams_up_to_the_limit),
        cmocka_unit_test(sees_only_its_environment),
        cmocka_unit_test(sees_nothing_of_the_host),
        cmocka_unit_test(nothing_is_writable_but_its_own_directories),
        cmocka_unit_test(its_directories_are_small),
        cmocka_unit_test(inherits_no_descriptor),
        cmocka_unit_test(passed_descriptors_never_collide),
        cmocka_unit_test(filter_never_collides_with_what_is_passed),
        cmocka_unit_test(leaves_no_process_behind),
        cmocka_unit_test(wall_limit_ends_the_whole_tree),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(binds_are_as_said),
        cmocka_unit_test(compilers_see_no_devices),
        cmocka_unit_test(the_filter_refuses_what_no_exercise_needs),
        cmocka_unit_test(a_program_that_is_not_there_is_our_trouble),
        cmocka_unit_test(runs_from_several_threads),
        cmocka_unit_test(works_as_an_ordinary_user),
    };
    int failed = cmocka_run_group_tests_name("sandbox command", commands, NULL, NULL);
    return failed + cmocka_run_group_tests_name("sandbox runs", runs, need_sandbox, NULL);
}
