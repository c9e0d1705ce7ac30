/*
 * Nothing can go on any more: who waits for what, and where?
 *
 * Every blocked task is stopped and its stack unwound with libdwfl. The
 * outermost frame of a library tells the function that the program called
 * (pthread_mutex_lock, sem_wait, …), the frame below it the student's line. For
 * a mutex, glibc keeps the owner's thread id eight bytes behind the futex word
 * (struct __pthread_mutex_s).
 */
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "supervisor/internal.h"

struct blocked_task {
    int number;
    pid_t tid;
    char *called;   /* the library's function it sleeps in */
    char *function; /* the student's function that called it */
    char *file;
    int line;
    uint64_t futex; /* address; 0: another call */
    int holder;     /* task that holds the mutex; -1: not a mutex, or not known */
};

static _Thread_local pid_t deadlock_pid; /* libdwfl hands its callbacks no context of ours */

/* Modules are files in the sandbox's own file system. */
static int find_elf(Dwfl_Module *module, void **data, const char *name, Dwarf_Addr base,
                    char **file_name, Elf **elf)
{
    (void)module;
    (void)data;
    (void)base;
    (void)elf;
    if (name[0] != '/')
        return -1;
    char *path = xasprintf("/proc/%d/root%s", deadlock_pid, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0)
        *file_name = path;
    else
        free(path);
    return fd;
}

static const Dwfl_Callbacks callbacks = {
    .find_elf = find_elf,
    .find_debuginfo = dwfl_build_id_find_debuginfo,
};

static bool is_program_module(Dwfl_Module *module)
{
    const char *name =
        module ? dwfl_module_info(module, NULL, NULL, NULL, NULL, NULL, NULL, NULL) : NULL;
    return name && strncmp(name, "/program/", 9) == 0;
}

static int on_frame(Dwfl_Frame *frame, void *arg)
{
    struct blocked_task *b = arg;
    Dwarf_Addr pc;
    bool activation;
    if (!dwfl_frame_pc(frame, &pc, &activation))
        return DWARF_CB_ABORT;
    if (!activation)
        pc--;
    Dwfl_Module *module = dwfl_addrmodule(dwfl_thread_dwfl(dwfl_frame_thread(frame)), pc);
    const char *name = module ? dwfl_module_addrname(module, pc) : NULL;
    if (!is_program_module(module)) {
        free(b->called);
        b->called = name ? xstrdup(name) : NULL;
        return DWARF_CB_OK;
    }
    int line = 0;
    Dwfl_Line *source = dwfl_module_getsrc(module, pc);
    const char *file = source ? dwfl_lineinfo(source, NULL, &line, NULL, NULL, NULL) : NULL;
    const char *base = file ? strrchr(file, '/') : NULL;
    b->function = name ? xstrdup(name) : NULL;
    b->file = file ? xstrdup(base ? base + 1 : file) : NULL;
    b->line = line;
    return DWARF_CB_ABORT; /* found: no need to go further */
}

static void stop_task(pid_t tid)
{
    int status;
    ptrace(PTRACE_INTERRUPT, tid, 0, 0);
    waitpid(tid, &status, __WALL);
}

static void find_holder(struct supervisor *sv, const struct task *t, struct blocked_task *b)
{
    int32_t owner = 0;
    if (!b->futex || !b->called || !strstr(b->called, "mutex") ||
        remote_read(t->tid, b->futex + 8, &owner, sizeof owner) < 0)
        return;
    for (size_t i = 0; i < sv->task_count; i++)
        if (sv->tasks[i].process == t->process && sv->tasks[i].namespace_tid == owner)
            b->holder = sv->tasks[i].number;
}

static void unwind(struct supervisor *sv, int process, struct blocked_task *list, size_t count)
{
    deadlock_pid = sv->processes[process].pid;
    Dwfl *dwfl = dwfl_begin(&callbacks);
    if (!dwfl)
        return;
    if (dwfl_linux_proc_report(dwfl, deadlock_pid) == 0 && dwfl_report_end(dwfl, NULL, NULL) == 0 &&
        dwfl_linux_proc_attach(dwfl, deadlock_pid, true) >= 0) {
        for (size_t i = 0; i < count; i++) {
            const struct task *t = task_find(sv, list[i].tid);
            if (t && t->process == process)
                dwfl_getthread_frames(dwfl, list[i].tid, on_frame, &list[i]);
        }
    }
    dwfl_end(dwfl);
}

/* What the call waits for, in plain words. */
static const char *explain_call(const char *called)
{
    static const struct {
        const char *part, *words;
    } table[] = {
        {"mutex", "for a mutex (a lock)"},
        {"mtx_lock", "for a mutex (a lock)"},
        {"cond", "on a condition variable, for a signal"},
        {"cnd", "on a condition variable, for a signal"},
        {"sem", "for a semaphore to be posted"},
        {"barrier", "at a barrier, for the others"},
        {"join", "for a thread to end"},
        {"rwlock", "for a read-write lock"},
        {"wait", "for a child process to end"},
        {"lock", "for a lock"},
        {"read", "for something to read"},
        {"write", "for room to write"},
        {"poll", "for an event"},
        {"select", "for an event"},
        {"pause", "for a signal"},
        {"sig", "for a signal"},
    };
    for (size_t i = 0; called && i < sizeof table / sizeof *table; i++)
        if (strstr(called, table[i].part))
            return table[i].words;
    return "for something that never comes";
}

static void tell_one(struct supervisor *sv, const struct blocked_task *b, struct buffer *text)
{
    buffer_printf(text, "%s waits %s", trace_task_name(sv->trace, b->number),
                  explain_call(b->called));
    if (b->file)
        buffer_printf(text, " at %s:%d", b->file, b->line);
    if (b->function)
        buffer_printf(text, " in %s", b->function);
    if (b->holder == b->number)
        buffer_puts(text, ", which it has locked itself already");
    else if (b->holder >= 0)
        buffer_printf(text, ", which %s holds", trace_task_name(sv->trace, b->holder));
}

static void tell(struct supervisor *sv, const struct blocked_task *list, size_t count)
{
    struct buffer text = {0};
    struct buffer details = {0};
    buffer_printf(
        &text,
        "The program stands still for ever (a deadlock), from %.3f s on: nobody can go on, "
        "and no sleep will end: ",
        (double)clock_now(sv) / (double)NS_PER_S);
    for (size_t i = 0; i < count; i++) {
        if (i < 4) {
            buffer_puts(&text, i ? "; " : "");
            tell_one(sv, &list[i], &text);
        }
        tell_one(sv, &list[i], &details);
        buffer_putc(&details, '\n');
    }
    if (count > 4)
        buffer_printf(&text, "; and %zu more", count - 4);
    buffer_puts(&text, ".");
    struct finding *f = trace_add_finding(sv->trace, KIND_DEADLOCK, "deadlock", text.data);
    f->details = buffer_take(&details);
    for (size_t i = 0; i < count; i++)
        if (list[i].file)
            finding_add_location(f, list[i].file, list[i].line, list[i].function);
    buffer_free(&text);
}

void deadlock_explain(struct supervisor *sv)
{
    size_t count = 0;
    struct blocked_task *list = xcalloc(sv->task_count, sizeof *list);
    for (size_t i = 0; i < sv->task_count; i++) {
        const struct task *t = &sv->tasks[i];
        if (!task_in_program(t) || t->state == TASK_EXITING)
            continue;
        struct blocked_task *b = &list[count++];
        *b = (struct blocked_task){.number = t->number,
                                   .tid = t->tid,
                                   .futex = t->blocked_in == SYS_futex ? t->blocked_on : 0,
                                   .holder = -1};
        stop_task(t->tid);
    }
    for (size_t p = 0; p < sv->process_count; p++)
        if (!sv->processes[p].ended)
            unwind(sv, (int)p, list, count);
    for (size_t i = 0; i < count; i++)
        find_holder(sv, task_find(sv, list[i].tid), &list[i]);
    tell(sv, list, count);
    for (size_t i = 0; i < count; i++) {
        free(list[i].called);
        free(list[i].function);
        free(list[i].file);
    }
    free(list);
}
