/*
 * What a contained program finds around it:
 *
 *   - a root directory of its own, in memory and read-only, with the system's
 *     /usr/lib, /usr/lib64 and /usr/bin (for the compiler also /usr/include and
 *     the like), read-only. Not all of /usr: a grader that is installed under
 *     /usr/local keeps its specs and solutions there;
 *   - /proc of its own process tree, /dev with null, zero, urandom and friends
 *     (a compiler gets less);
 *   - /tmp, /dev/shm and the working directory /workdir: memory, each of a limited size;
 *   - what the caller binds: the program, or the work directory of a build;
 *   - no network, no other process, a fixed host name, an empty environment,
 *     no capability, and a user id that is nobody's.
 *
 * bubblewrap leaves the root and /dev writable and without a size limit; the
 * two --remount-ro at the end close that. Where the grader itself is root, the
 * kernel takes the program for the owner of /proc/sys whatever its capabilities
 * (it could set core_pattern, and so run what it likes outside): read-only too.
 */
#include "sandbox/sandbox.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/memory.h"

/* A directory of the system. On hosts with a merged /usr some are links: those become links inside.
 */
struct system_directory {
    const char *path;
    bool only_compiler;
};

static const struct system_directory system_directories[] = {
    {"/usr/lib", false},
    {"/usr/lib64", false},
    {"/usr/bin", false},
    {"/bin", false},
    {"/lib", false},
    {"/lib64", false},
    {"/usr/include", true},
    {"/etc/alternatives", true},
    {"/etc/ld.so.cache", false},
};

static const char *const fixed_options[] = {
    "--unshare-all",
    "--unshare-user", /* --unshare-all alone goes on without it where the kernel refuses */
    "--die-with-parent",
    "--new-session",
    "--clearenv",
    "--cap-drop",
    "ALL",
    "--uid",
    "1000",
    "--gid",
    "1000",
    "--hostname",
    "sandbox",
};

struct strings {
    char **items;
    size_t count, capacity;
};

static void strings_add(struct strings *s, const char *text)
{
    *GROW(s->items, s->count, s->capacity) = xstrdup(text);
}

static void strings_add3(struct strings *s, const char *a, const char *b, const char *c)
{
    strings_add(s, a);
    strings_add(s, b);
    strings_add(s, c);
}

static void add_system_directory(struct strings *command, const char *path)
{
    struct stat st;
    if (lstat(path, &st) < 0)
        return;
    if (!S_ISLNK(st.st_mode)) {
        strings_add3(command, "--ro-bind", path, path);
        return;
    }
    char target[4096];
    ssize_t length = readlink(path, target, sizeof target - 1);
    if (length < 0)
        return;
    target[length] = '\0';
    strings_add3(command, "--symlink", target, path);
}

/*
 * A compiler reads every file that the source names. It gets no /proc and of
 * /dev only null: including /dev/zero would fill memory, and reading /dev/ptmx
 * or /proc/self/fd/1 would wait for ever.
 */
static void add_kernel(struct strings *command, bool with_compiler)
{
    if (with_compiler) {
        strings_add3(command, "--dev-bind", "/dev/null", "/dev/null");
        return;
    }
    strings_add(command, "--proc");
    strings_add(command, "/proc");
    strings_add3(command, "--ro-bind", "/proc/sys", "/proc/sys");
    strings_add(command, "--dev");
    strings_add(command, "/dev");
}

static void add_system(struct strings *command, bool with_compiler)
{
    for (size_t i = 0; i < sizeof system_directories / sizeof *system_directories; i++)
        if (with_compiler || !system_directories[i].only_compiler)
            add_system_directory(command, system_directories[i].path);
    add_kernel(command, with_compiler);
}

/* --size speaks of the --tmpfs that follows it. */
static void add_tmpfs(struct strings *command, int64_t bytes, const char *path)
{
    char size[32];
    snprintf(size, sizeof size, "%lld", (long long)(bytes > 0 ? bytes : 1 << 20));
    strings_add(command, "--size");
    strings_add3(command, size, "--tmpfs", path);
}

static bool is_bound(const struct sandbox *s, const char *inside)
{
    for (size_t i = 0; i < s->bind_count; i++)
        if (strcmp(s->binds[i].inside, inside) == 0)
            return true;
    return false;
}

static void add_writable(struct strings *command, const struct sandbox *s)
{
    static const char *const places[] = {"/tmp", "/workdir", "/dev/shm"};
    size_t count = s->with_compiler ? 2 : 3;
    for (size_t i = 0; i < count; i++)
        if (!is_bound(s, places[i]))
            add_tmpfs(command, s->tmpfs_bytes, places[i]);
    if (s->log_directory)
        add_tmpfs(command, s->tmpfs_bytes, "/log");
    for (size_t i = 0; i < s->bind_count; i++)
        strings_add3(command, s->binds[i].writable ? "--bind" : "--ro-bind", s->binds[i].host,
                     s->binds[i].inside);
}

static void add_environment(struct strings *command, char *const *environment)
{
    for (size_t i = 0; environment && environment[i]; i++) {
        const char *equals = strchr(environment[i], '=');
        if (!equals)
            continue;
        cleanup_free char *name = xstrndup(environment[i], (size_t)(equals - environment[i]));
        strings_add3(command, "--setenv", name, equals + 1);
    }
}

/* The path of bwrap, looked up once. */
static pthread_once_t bwrap_once = PTHREAD_ONCE_INIT;
static char bwrap_path[4096];

static void bwrap_look_up(void)
{
    const char *path = getenv("PATH");
    cleanup_free char *copy = xstrdup(path && *path ? path : "/usr/bin:/bin");
    char *save = NULL;
    for (char *d = strtok_r(copy, ":", &save); d; d = strtok_r(NULL, ":", &save)) {
        int length = snprintf(bwrap_path, sizeof bwrap_path, "%s/bwrap", d);
        if (*d == '/' && length < (int)sizeof bwrap_path && access(bwrap_path, X_OK) == 0)
            return;
    }
    snprintf(bwrap_path, sizeof bwrap_path, "/usr/bin/bwrap");
}

char **sandbox_command(const struct sandbox *s, const char *program, char *const *args)
{
    struct strings command = {0};
    pthread_once(&bwrap_once, bwrap_look_up);
    strings_add(&command, bwrap_path);
    for (size_t i = 0; i < sizeof fixed_options / sizeof *fixed_options; i++)
        strings_add(&command, fixed_options[i]);
    add_system(&command, s->with_compiler);
    add_writable(&command, s);
    if (!s->with_compiler) {
        strings_add(&command, "--remount-ro");
        strings_add(&command, "/dev");
    }
    strings_add(&command, "--remount-ro");
    strings_add(&command, "/");
    strings_add(&command, "--chdir");
    strings_add(&command, s->directory ? s->directory : "/workdir");
    add_environment(&command, s->environment);
    if (s->seccomp_fd >= 0) {
        char number[16];
        snprintf(number, sizeof number, "%d", s->seccomp_fd);
        strings_add(&command, "--seccomp");
        strings_add(&command, number);
    }
    strings_add(&command, "--");
    strings_add(&command, program);
    for (size_t i = 0; args && args[i]; i++)
        strings_add(&command, args[i]);
    (void)GROW(command.items, command.count, command.capacity);
    return command.items;
}

int sandbox_find(const char **name, struct error *err)
{
    pthread_once(&bwrap_once, bwrap_look_up);
    if (access(bwrap_path, X_OK) < 0)
        return error_set(err, ERROR_MACHINE,
                         "bubblewrap is not installed, and without it no submission is run: "
                         "install it (Debian: apt-get install bubblewrap)");
    *name = "bubblewrap";
    return 0;
}
