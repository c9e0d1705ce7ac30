/*
 * Looks at the plain build's symbols and sections.
 *
 * A sanitizer's build has constructors of its own, so the plain one is read. In
 * it the compiler is told to put functions with a no_sanitize attribute, however
 * spelled, into a section of their own (compile.c): the section is the proof.
 *
 * Only names whose replacement could fool a check count: a student's own
 * `index`, `wait` or `queue` is nobody's business. Variables and static
 * functions replace nothing.
 */
#include "engine/integrity.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compile/compile.h"
#include "engine/symbolizer.h"

/* Names that only detectors and linkers define. */
static const char *const reserved[] = {
    "__tsan_",        "__asan_",        "__ubsan_",       "__lsan_",           "__msan_",
    "__sanitizer_",   "__interceptor_", "__wrap_",        "__real_",           "AnnotateHappens",
    "AnnotateBenign", "AnnotateIgnore", "AnnotateRWLock", "AnnotateNewMemory",
};

/* Functions of the C library by which the checks see what a program does. */
static const char *const watched[] = {
    "printf",
    "fprintf",
    "vprintf",
    "vfprintf",
    "dprintf",
    "puts",
    "fputs",
    "putchar",
    "fputc",
    "putc",
    "fwrite",
    "fflush",
    "write",
    "writev",
    "pwrite",
    "sleep",
    "usleep",
    "nanosleep",
    "clock_nanosleep",
    "thrd_sleep",
    "clock_gettime",
    "gettimeofday",
    "time",
    "poll",
    "ppoll",
    "select",
    "pselect",
    "epoll_wait",
    "fork",
    "vfork",
    "waitpid",
    "exit",
    "_exit",
    "_Exit",
    "quick_exit",
    "abort",
    "atexit",
    "malloc",
    "calloc",
    "realloc",
    "free",
    "memcpy",
    "memset",
    "memmove",
    "strcpy",
    "fopen",
    "fclose",
    "open",
    "close",
    "syscall",
    "sched_yield",
    "setvbuf",
    "raise",
    "kill",
    "__libc_start_main",
    "sem_wait",
    "sem_post",
};

static bool has_prefix(const char *name, const char *prefix)
{
    return strncmp(name, prefix, strlen(prefix)) == 0;
}

/* Helpers may be called pthread_something: only those that the library has count. */
static bool replaces_library(const char *name)
{
    for (size_t i = 0; i < sizeof watched / sizeof *watched; i++)
        if (strcmp(name, watched[i]) == 0)
            return true;
    return has_prefix(name, "pthread_") && dlsym(RTLD_DEFAULT, name);
}

static bool is_reserved(const char *name)
{
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (has_prefix(name, reserved[i]))
            return true;
    return false;
}

/* "fast (cart.c:12)", or the name alone where the line is not known; owned. */
static char *place_of(const char *executable, const char *source_name, const char *name,
                      uint64_t address)
{
    struct symbolizer *symbols = symbolizer_open(executable);
    struct symbol found[1];
    size_t count = symbolizer_code(symbols, "program", address, found, 1);
    int line = count ? found[0].line : 0;
    if (count)
        symbol_free(&found[0]);
    symbolizer_close(symbols);
    return line > 0 ? xasprintf("`%.80s` (%s:%d)", name, source_name, line)
                    : xasprintf("`%.80s`", name);
}

static char *explain_symbol(const char *executable, const char *source_name, const char *name,
                            const GElf_Sym *symbol, bool unchecked)
{
    cleanup_free char *place = place_of(executable, source_name, name, symbol->st_value);
    if (unchecked)
        return xasprintf("The function %s has an attribute that keeps the detectors of races and "
                         "memory errors out (no_sanitize or the like). What they cannot see cannot "
                         "be graded. Take the attribute away.",
                         place);
    if (is_reserved(name))
        return xasprintf("The program defines %s, a name that belongs to the detectors of races "
                         "and memory errors, which would then not see what it does. Take it away, "
                         "or give the function another name.",
                         place);
    if (GELF_ST_TYPE(symbol->st_info) == STT_GNU_IFUNC)
        return xasprintf("The program lets the loader choose a function, %s, before main runs "
                         "(ifunc), unseen by the checks. Call the function that you mean.",
                         place);
    return xasprintf("The program has a function of its own, %s, in the place of the C library's. "
                     "The checks see what a program does by the library's functions. Give yours "
                     "another name, for instance my_%.80s, or make it static under another name.",
                     place, name);
}

struct object {
    const char *path, *source_name;
    Elf *elf;
    size_t names; /* index of the section with the names of sections */
};

static bool section_is(const struct object *o, size_t index, const char *name)
{
    Elf_Scn *section = elf_getscn(o->elf, index);
    GElf_Shdr header;
    const char *found = section && gelf_getshdr(section, &header)
                            ? elf_strptr(o->elf, o->names, header.sh_name)
                            : NULL;
    return found && strcmp(found, name) == 0;
}

static char *check_symbol(const struct object *o, const GElf_Sym *symbol, const char *name)
{
    int type = GELF_ST_TYPE(symbol->st_info);
    if (!name || symbol->st_shndx == SHN_UNDEF || (type != STT_FUNC && type != STT_GNU_IFUNC))
        return NULL;
    bool unchecked = symbol->st_shndx < SHN_LORESERVE &&
                     section_is(o, symbol->st_shndx, COMPILE_UNCHECKED_SECTION);
    bool global = GELF_ST_BIND(symbol->st_info) != STB_LOCAL;
    bool found = unchecked || type == STT_GNU_IFUNC ||
                 (global && (is_reserved(name) || replaces_library(name)));
    return found ? explain_symbol(o->path, o->source_name, name, symbol, unchecked) : NULL;
}

static char *check_symbols(const struct object *o, Elf_Scn *section, const GElf_Shdr *header)
{
    Elf_Data *data = elf_getdata(section, NULL);
    size_t count = data && header->sh_entsize ? header->sh_size / header->sh_entsize : 0;
    char *problem = NULL;
    for (size_t i = 0; i < count && !problem; i++) {
        GElf_Sym symbol;
        if (gelf_getsym(data, (int)i, &symbol))
            problem = check_symbol(o, &symbol, elf_strptr(o->elf, header->sh_link, symbol.st_name));
    }
    return problem;
}

/* The start-up code has one constructor of its own. */
static char *check_constructors(const GElf_Shdr *header)
{
    bool before_all = header->sh_type == SHT_PREINIT_ARRAY && header->sh_size > 0;
    if (!before_all && (header->sh_type != SHT_INIT_ARRAY || header->sh_size <= sizeof(uint64_t)))
        return NULL;
    return xstrdup("The program has code that runs before main (a constructor). It could change "
                   "what the checks see. Call that function at the start of main.");
}

char *integrity_check(const char *executable, const char *source_name)
{
    cleanup_close int fd = open(executable, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || elf_version(EV_CURRENT) == EV_NONE)
        return NULL;
    struct object o = {executable, source_name, elf_begin(fd, ELF_C_READ_MMAP, NULL), 0};
    char *problem = NULL;
    GElf_Shdr header;
    if (o.elf && elf_getshdrstrndx(o.elf, &o.names) == 0)
        for (Elf_Scn *s = NULL; !problem && (s = elf_nextscn(o.elf, s));) {
            if (!gelf_getshdr(s, &header))
                continue;
            problem = header.sh_type == SHT_SYMTAB ? check_symbols(&o, s, &header)
                                                   : check_constructors(&header);
        }
    elf_end(o.elf);
    return problem;
}
