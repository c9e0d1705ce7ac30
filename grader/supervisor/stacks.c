/*
 * Where a stopped task stands: its stack is unwound with libdwfl. The outermost
 * frame of a library tells the function that the program called
 * (pthread_mutex_lock, sem_wait, …), the frame below it the student's line.
 */
#include <elfutils/libdwfl.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "supervisor/internal.h"

static _Thread_local pid_t stacks_pid; /* libdwfl hands its callbacks no context of ours */

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
    char *path = xasprintf("/proc/%d/root%s", stacks_pid, name);
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
    struct caller *c = arg;
    Dwarf_Addr pc;
    bool activation;
    if (!dwfl_frame_pc(frame, &pc, &activation))
        return DWARF_CB_ABORT;
    if (!activation)
        pc--;
    Dwfl_Module *module = dwfl_addrmodule(dwfl_thread_dwfl(dwfl_frame_thread(frame)), pc);
    const char *name = module ? dwfl_module_addrname(module, pc) : NULL;
    if (!is_program_module(module)) {
        free(c->called);
        c->called = name ? xstrdup(name) : NULL;
        return DWARF_CB_OK;
    }
    int line = 0;
    Dwfl_Line *source = dwfl_module_getsrc(module, pc);
    const char *file = source ? dwfl_lineinfo(source, NULL, &line, NULL, NULL, NULL) : NULL;
    const char *base = file ? strrchr(file, '/') : NULL;
    c->function = name ? xstrdup(name) : NULL;
    c->file = file ? xstrdup(base ? base + 1 : file) : NULL;
    c->line = line;
    return DWARF_CB_ABORT; /* found: no need to go further */
}

void callers_find(pid_t pid, struct caller **callers, size_t count)
{
    stacks_pid = pid;
    Dwfl *dwfl = dwfl_begin(&callbacks);
    if (!dwfl)
        return;
    if (dwfl_linux_proc_report(dwfl, pid) == 0 && dwfl_report_end(dwfl, NULL, NULL) == 0 &&
        dwfl_linux_proc_attach(dwfl, pid, true) >= 0)
        for (size_t i = 0; i < count; i++)
            dwfl_getthread_frames(dwfl, callers[i]->tid, on_frame, callers[i]);
    dwfl_end(dwfl);
}

void caller_free(struct caller *c)
{
    free(c->called);
    free(c->function);
    free(c->file);
}
