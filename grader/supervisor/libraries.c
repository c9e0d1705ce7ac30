/* What is mapped where in the program: its own code, and the C library's. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <elf.h>
#include <gelf.h>

#include "base/cleanup.h"
#include "supervisor/internal.h"

/* Value of a symbol in a library's dynamic symbol table; 0: not there. */
uint64_t library_symbol(const char *path, const char *name)
{
    cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || elf_version(EV_CURRENT) == EV_NONE)
        return 0;
    Elf *elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
    uint64_t value = 0;
    GElf_Shdr header;
    for (Elf_Scn *s = NULL; !value && elf && (s = elf_nextscn(elf, s));) {
        if (!gelf_getshdr(s, &header) || header.sh_type != SHT_DYNSYM || !header.sh_entsize)
            continue;
        Elf_Data *data = elf_getdata(s, NULL);
        size_t count = data ? header.sh_size / header.sh_entsize : 0;
        for (size_t i = 0; i < count && !value; i++) {
            GElf_Sym symbol;
            const char *text = gelf_getsym(data, (int)i, &symbol)
                                   ? elf_strptr(elf, header.sh_link, symbol.st_name)
                                   : NULL;
            if (text && strcmp(text, name) == 0)
                value = symbol.st_value;
        }
    }
    elf_end(elf);
    return value;
}

/* Where libc is mapped in the program, and from which file. */
uint64_t library_libc(pid_t tid, char *path, size_t size)
{
    char maps[64];
    char text[4096];
    snprintf(maps, sizeof maps, "/proc/%d/maps", tid);
    cleanup_fclose FILE *f = fopen(maps, "re");
    while (f && fgets(text, sizeof text, f)) {
        const char *name = strstr(text, "/libc.so.6");
        char *start = strchr(text, '/');
        if (!name || !start)
            continue;
        snprintf(path, size, "/proc/%d/root%.*s", tid, (int)strcspn(start, "\n"), start);
        return strtoull(text, NULL, 16);
    }
    return 0;
}

/* ---- where system calls come from */

void origin_note_program(struct supervisor *sv, pid_t tid)
{
    char maps[64];
    char line[4400];
    snprintf(maps, sizeof maps, "/proc/%d/maps", tid);
    cleanup_fclose FILE *f = fopen(maps, "re");
    while (f && fgets(line, sizeof line, f)) {
        char *rest = NULL;
        uint64_t start = strtoull(line, &rest, 16);
        uint64_t end = *rest == '-' ? strtoull(rest + 1, &rest, 16) : 0;
        if (end && strstr(line, " /program/") && strncmp(rest, " r-xp", 5) == 0) {
            sv->code_start = start;
            sv->code_end = end;
            return;
        }
    }
}

/* Not longer than this in any glibc: it moves six registers. */
enum { SYSCALL_FUNCTION_SIZE = 64 };

static bool is_in_syscall_function(const struct task *t, uint64_t address)
{
    char path[4200];
    uint64_t base = library_libc(t->tid, path, sizeof path);
    uint64_t function = base ? library_symbol(path, "syscall") : 0;
    return function && address > base + function &&
           address <= base + function + SYSCALL_FUNCTION_SIZE;
}

void origin_check_call(struct supervisor *sv, const struct task *t,
                       const struct user_regs_struct *regs)
{
    if (sv->origin_told || sv->request->sanitizer || !sv->code_end)
        return;
    bool own_code = regs->rip >= sv->code_start && regs->rip < sv->code_end;
    bool leaves = regs->orig_rax == SYS_exit || regs->orig_rax == SYS_exit_group;
    const char *message = NULL;
    if (own_code)
        message = "The program asks the system for something by inline assembly, around the C "
                  "library, where the race and memory checks cannot see it. Call the function of "
                  "the C library instead.";
    else if (leaves && is_in_syscall_function(t, regs->rip))
        message = "The program leaves by syscall() instead of exit or return, so that nothing at "
                  "its end can be checked. End main with `return 0;`, and a thread's function "
                  "with `return NULL;`.";
    if (message) {
        sv->origin_told = true;
        trace_add_finding(sv->trace, KIND_INTEGRITY, "raw-system-call", message);
    }
}
