/* Work directories go when their owner removes them, is told to end, or was killed. */
#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/workdir.h"

static char parent[] = "/tmp/grader-test-XXXXXX";

static int create_parent(void **state)
{
    (void)state;
    return mkdtemp(parent) && setenv("TMPDIR", parent, 1) == 0 ? 0 : -1;
}

static int remove_parent(void **state)
{
    (void)state;
    return rmdir(parent);
}

static unsigned entries(void)
{
    unsigned n = 0;
    cleanup_closedir DIR *dir = opendir(parent);
    for (struct dirent *e; dir && (e = readdir(dir));)
        n += e->d_name[0] != '.';
    return n;
}

static char *create(void)
{
    struct error err = ERROR_INIT;
    char *path = workdir_create(&err);
    if (!path)
        fail_msg("%s", err.message);
    return path;
}

static void fill(const char *path)
{
    cleanup_free char *inner = xasprintf("%s/inner", path);
    cleanup_free char *file = xasprintf("%s/inner/file", path);
    assert_int_equal(mkdir(inner, 0700), 0);
    assert_int_equal(close(open(file, O_WRONLY | O_CREAT, 0000)), 0);
    assert_int_equal(chmod(inner, 0000), 0);
}

static void it_is_removed_with_all_it_holds(void **state)
{
    (void)state;
    char *path = create();
    fill(path);
    workdir_sweep(); /* it is in use */
    assert_int_equal(entries(), 1);
    workdir_remove(path);
    assert_int_equal(entries(), 0);
}

/* A process that owns a directory, and a child of it that works there; both wait to be killed. */
static pid_t start_owner(pid_t *worker)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t owner = fork();
    if (owner == 0) {
        fill(create());
        pid_t child = fork();
        if (child == 0) {
            workdir_forget_all();
            pause();
        }
        if (write(ends[1], &child, sizeof child) != sizeof child)
            _exit(1);
        pause();
    }
    assert_int_equal(read(ends[0], worker, sizeof *worker), sizeof *worker);
    close(ends[0]);
    close(ends[1]);
    return owner;
}

static void await_end(pid_t pid)
{
    for (int i = 0; i < 1000 && kill(pid, 0) == 0; i++) {
        waitpid(pid, NULL, WNOHANG);
        usleep(10000);
    }
}

static void those_of_the_killed_are_swept(void **state)
{
    (void)state;
    pid_t worker;
    pid_t owner = start_owner(&worker);
    workdir_sweep();
    assert_int_equal(entries(), 1);
    kill(owner, SIGKILL);
    await_end(owner);
    workdir_sweep(); /* the worker may still be at work in it */
    assert_int_equal(entries(), 1);
    kill(worker, SIGKILL);
    await_end(worker);
    workdir_sweep();
    assert_int_equal(entries(), 0);
}

/* A compiler that has been killed may write a little longer. */
static void what_comes_back_is_swept_later(void **state)
{
    (void)state;
    for (int round = 0; round < 20; round++) {
        char *path = create();
        pid_t writer = fork();
        if (writer == 0) {
            for (int i = 0; i < 20000; i++) {
                cleanup_free char *file = xasprintf("%s/%d", path, i);
                close(open(file, O_WRONLY | O_CREAT, 0600));
            }
            _exit(0);
        }
        workdir_remove(path);
        kill(writer, SIGKILL);
        waitpid(writer, NULL, 0);
        workdir_sweep();
        assert_int_equal(entries(), 0);
    }
}

static void what_is_not_ours_is_left_alone(void **state)
{
    (void)state;
    static const char *const names[] = {"grader-backup", "grader-work-mine", "grader-work-abcdef",
                                        "grader-work-123456"};
    for (size_t i = 0; i < 4; i++) {
        cleanup_free char *path = xasprintf("%s/%s", parent, names[i]);
        cleanup_free char *file = xasprintf("%s/.lock", path);
        assert_int_equal(mkdir(path, i < 2 ? 0700 : i < 3 ? 0755 : 0700), 0);
        if (i < 3)
            assert_int_equal(close(open(file, O_WRONLY | O_CREAT, 0600)), 0);
        else
            assert_int_equal(symlink("/etc/passwd", file), 0);
    }
    workdir_sweep();
    assert_int_equal(entries(), 4);
    for (size_t i = 0; i < 4; i++) {
        cleanup_free char *path = xasprintf("%s/%s", parent, names[i]);
        cleanup_free char *file = xasprintf("%s/.lock", path);
        assert_int_equal(unlink(file), 0);
        assert_int_equal(rmdir(path), 0);
    }
}

/* Makers and sweepers at once: nobody loses a directory that it holds. */
static void making_and_sweeping_at_once(void **state)
{
    (void)state;
    pid_t sweeper = fork();
    if (sweeper == 0)
        for (prctl(PR_SET_PDEATHSIG, SIGKILL);;) /* a failure here must not leave it behind */
            workdir_sweep();
    for (int i = 0; i < 500; i++) {
        struct stat st;
        char *path = create();
        assert_int_equal(stat(path, &st), 0);
        fill(path);
        workdir_remove(path);
    }
    kill(sweeper, SIGKILL);
    waitpid(sweeper, NULL, 0);
    assert_int_equal(entries(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_removed_with_all_it_holds),
        cmocka_unit_test(those_of_the_killed_are_swept),
        cmocka_unit_test(what_comes_back_is_swept_later),
        cmocka_unit_test(what_is_not_ours_is_left_alone),
        cmocka_unit_test(making_and_sweeping_at_once),
    };
    return cmocka_run_group_tests_name("workdir", tests, create_parent, remove_parent);
}
