#include "program.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <setjmp.h>
#include <spawn.h>
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

static char folder[256];

const char *scratch(const char *format, ...)
{
    static char paths[8][1024];
    static unsigned turn;
    char *path = paths[turn++ % 8];
    va_list ap;
    int start = snprintf(path, sizeof paths[0], "%s/", folder);
    va_start(ap, format);
    vsnprintf(path + start, sizeof paths[0] - (size_t)start, format, ap);
    va_end(ap);
    return path;
}

int scratch_create(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "%s/grader-test-XXXXXX", getenv("TMPDIR") ?: "/tmp");
    if (!mkdtemp(folder))
        return -1;
    setenv("TMPDIR", scratch("tmp"), 1);
    unsetenv("NO_COLOR");
    return mkdir(scratch("tmp"), 0700);
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

int scratch_remove(void **state)
{
    (void)state;
    return nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static void make_folders(char *path)
{
    for (char *p = path + 1; (p = strchr(p, '/')); p++) {
        *p = '\0';
        mkdir(path, 0777);
        *p = '/';
    }
}

const char *scratch_file(const char *name, const char *text)
{
    const char *path = scratch("%s", name);
    cleanup_free char *copy = xstrdup(path);
    make_folders(copy);
    cleanup_fclose FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    return path;
}

static char **command(const char *const *args)
{
    size_t count = 0;
    while (args[count])
        count++;
    char **argv = xcalloc(count + 2, sizeof *argv);
    argv[0] = getenv("GRADER") ?: "build/grader";
    memcpy(argv + 1, args, count * sizeof *argv);
    return argv;
}

static pid_t spawn(const char *const *args, int out, int err)
{
    posix_spawn_file_actions_t actions;
    cleanup_free char **argv = command(args);
    pid_t pid;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, 1);
    posix_spawn_file_actions_adddup2(&actions, err, 2);
    assert_int_equal(posix_spawn(&pid, argv[0], &actions, NULL, argv, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

static void read_both(int out, int err, struct buffer *texts)
{
    struct pollfd fds[2] = {{.fd = out, .events = POLLIN}, {.fd = err, .events = POLLIN}};
    for (int open_count = 2; open_count;) {
        char bytes[4096];
        poll(fds, 2, -1);
        for (int i = 0; i < 2; i++) {
            if (fds[i].fd < 0 || !fds[i].revents)
                continue;
            ssize_t n = read(fds[i].fd, bytes, sizeof bytes);
            if (n > 0) {
                buffer_add(&texts[i], bytes, (size_t)n);
            } else {
                fds[i].fd = -1;
                open_count--;
            }
        }
    }
}

void run_grader_(struct outcome *o, const char *const *args)
{
    int out[2], err[2], status;
    struct buffer texts[2] = {{0}, {0}};
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    assert_int_equal(pipe2(err, O_CLOEXEC), 0);
    pid_t pid = spawn(args, out[1], err[1]);
    close(out[1]);
    close(err[1]);
    read_both(out[0], err[0], texts);
    close(out[0]);
    close(err[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    o->status = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    o->out = buffer_take(&texts[0]);
    o->err = buffer_take(&texts[1]);
}

pid_t start_grader_(const char *log, const char *const *args)
{
    cleanup_close int fd = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    return spawn(args, fd, fd);
}

void outcome_free(struct outcome *o)
{
    free(o->out);
    free(o->err);
}

static size_t count_lines(const char *text)
{
    size_t lines = 0;
    for (; *text; text++)
        lines += *text == '\n';
    return lines;
}

void assert_outcome(const struct outcome *o, int status, const char *err_part)
{
    if (o->status != status || (err_part && !strstr(o->err, err_part)))
        print_error("status %d\nstdout: %s\nstderr: %s\n", o->status, o->out, o->err);
    assert_int_equal(o->status, status);
    if (err_part)
        assert_non_null(strstr(o->err, err_part));
    if (status == 2) {
        assert_int_equal(count_lines(o->err), 1);
        assert_string_equal(o->out, "");
    }
}

void assert_nothing_left(void)
{
    cleanup_closedir DIR *dir = opendir(scratch("tmp"));
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            fail_msg("left behind: %s", e->d_name);
}

json_t *check_json(const char *exercise, const char *file, int expected_status)
{
    struct outcome o;
    json_error_t error;
    run_grader(&o, "check", exercise, file, "--format", "json");
    assert_outcome(&o, expected_status, NULL);
    json_t *object = json_loads(o.out, 0, &error);
    if (!object)
        fail_msg("not JSON: %s\n%s", error.text, o.out);
    outcome_free(&o);
    return object;
}

bool fails_in(const json_t *result, const char *kind)
{
    size_t i;
    const json_t *check;
    json_array_foreach(json_object_get(result, "checks"), i, check)
    {
        const char *status = json_string_value(json_object_get(check, "status"));
        if (strcmp(status, "failed") == 0 &&
            strcmp(json_string_value(json_object_get(check, "kind")), kind) == 0)
            return true;
    }
    return false;
}

void need_sandbox(void)
{
    static int works = -1;
    if (works < 0)
        works = system("bwrap --unshare-all --ro-bind / / true 2>/dev/null") == 0;
    if (works)
        return;
    print_message("# bubblewrap cannot make namespaces here\n");
    skip();
}

#define THREADS_START                                                                              \
    "#include <pthread.h>\n#include <stdio.h>\n#include <unistd.h>\n"                              \
    "static void *hello(void *name)\n{\n"                                                          \
    "    printf(\"Hello to: %s\\n\", (char *)name);\n    sleep(2);\n"                              \
    "    printf(\"Goodbye to: %s\\n\", (char *)name);\n    return NULL;\n}\n"                      \
    "int main(int argc, char **argv)\n{\n    pthread_t t[argc];\n"

const char hello_right[] = THREADS_START
    "    for (int i = 1; i < argc; i++)\n        pthread_create(&t[i], NULL, hello, argv[i]);\n"
    "    for (int i = 1; i < argc; i++)\n        pthread_join(t[i], NULL);\n    return 0;\n}\n";

const char hello_sequential[] = THREADS_START
    "    for (int i = 1; i < argc; i++) {\n        pthread_create(&t[i], NULL, hello, argv[i]);\n"
    "        pthread_join(t[i], NULL);\n    }\n    return 0;\n}\n";

const char hello_broken[] = "int main(void)\n{\n    return hello\n}\n";

const char hello_race[] =
    "#include <pthread.h>\n#include <stdio.h>\n#include <unistd.h>\n"
    "static int count;\n"
    "static void *hello(void *name)\n{\n    count++;\n"
    "    printf(\"Hello to: %s\\n\", (char *)name);\n    sleep(2);\n"
    "    printf(\"Goodbye to: %s\\n\", (char *)name);\n    return NULL;\n}\n"
    "int main(int argc, char **argv)\n{\n    pthread_t t[argc];\n"
    "    for (int i = 1; i < argc; i++)\n        pthread_create(&t[i], NULL, hello, argv[i]);\n"
    "    for (int i = 1; i < argc; i++)\n        pthread_join(t[i], NULL);\n    return 0;\n}\n";

const char hello_fork_bomb[] = "#include <unistd.h>\nint main(void)\n{\n    for (;;)\n"
                               "        fork();\n}\n";
