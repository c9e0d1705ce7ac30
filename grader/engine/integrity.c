/*
 * Looks at the plain build's symbols and sections; inline assembly and the
 * source's tokens are looked at in integrity_text.c.
 *
 * A sanitizer's build has constructors of its own, so the plain one is read. In
 * it the compiler is told to put functions with a no_sanitize attribute, however
 * spelled, into a section of their own (compile.c): the section is the proof.
 * All builds see the same macros, so the plain one speaks for the others.
 *
 * Only names whose replacement could fool a check count: a student's own
 * `index`, `wait`, `open` or `queue` is nobody's business. Variables and static
 * functions replace nothing, but a detector's name is taken from the
 * detector by a hidden function or one of assembly too.
 *
 * Names that the program only uses count where they serve nothing else: the
 * detectors' (declared weak, they are there in the instrumented build alone),
 * the loader's, other processes' memory, the network.
 */
#include "engine/integrity.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "engine/integrity_text.h"
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
    "fopen",
    "fclose",
    "syscall",
    "sched_yield",
    "setvbuf",
    "__libc_start_main",
    "sem_wait",
    "sem_post",
};

/* What no exercise needs, and what to do instead. */
static const struct {
    const char *name, *advice;
} unneeded[] = {
#define LOADER                                                                                     \
    "which looks functions up while the program runs, so that nobody can say what it calls. Call " \
    "the function by its name."
    {"dlopen", LOADER},
    {"dlmopen", LOADER},
    {"dlsym", LOADER},
    {"dlvsym", LOADER},
#undef LOADER
#define WATCHING                                                                                   \
    "which serves to watch or steer another process from outside. No exercise needs it: leave it " \
    "out."
    {"ptrace", WATCHING},
    {"process_vm_readv", WATCHING},
    {"process_vm_writev", WATCHING},
#undef WATCHING
#define NETWORK                                                                                    \
    "which reaches for the network, and no exercise has to do with that. Threads share variables " \
    "under a mutex; processes use a pipe, socketpair() or shared memory."
    {"socket", NETWORK},
    {"getaddrinfo", NETWORK},
    {"gethostbyname", NETWORK},
#undef NETWORK
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
        return xasprintf("The program has %s, a name that belongs to the detectors of races "
                         "and memory errors, which would then not see what it does. Take it away, "
                         "or give it another name.",
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

/* A name that is used but not defined; behind an @ may stand its version. */
static char *check_use(const char *name)
{
    size_t length = strcspn(name, "@");
    for (size_t i = 0; i < sizeof unneeded / sizeof *unneeded; i++)
        if (strlen(unneeded[i].name) == length && strncmp(name, unneeded[i].name, length) == 0)
            return xasprintf("The program calls `%s`, %s", unneeded[i].name, unneeded[i].advice);
    return NULL;
}

static char *check_symbol(const struct object *o, const GElf_Sym *symbol, const char *name)
{
    int type = GELF_ST_TYPE(symbol->st_info);
    if (!name)
        return NULL;
    if (is_reserved(name)) /* however bound, of whatever type */
        return explain_symbol(o->path, o->source_name, name, symbol, false);
    if (symbol->st_shndx == SHN_UNDEF)
        return check_use(name);
    if (type != STT_FUNC && type != STT_GNU_IFUNC)
        return NULL;
    bool unchecked = symbol->st_shndx < SHN_LORESERVE &&
                     section_is(o, symbol->st_shndx, COMPILE_UNCHECKED_SECTION);
    bool global = GELF_ST_BIND(symbol->st_info) != STB_LOCAL;
    bool found = unchecked || type == STT_GNU_IFUNC || (global && replaces_library(name));
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

static int check_executable(const char *path, const char *source_name, char **problem,
                            struct error *err)
{
    cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_errno(err, "cannot open %s", path);
    if (elf_version(EV_CURRENT) == EV_NONE)
        return error_set(err, ERROR_MACHINE, "libelf is too old");
    struct object o = {path, source_name, elf_begin(fd, ELF_C_READ_MMAP, NULL), 0};
    bool is_read = o.elf && elf_getshdrstrndx(o.elf, &o.names) == 0;
    GElf_Shdr header;
    for (Elf_Scn *s = NULL; is_read && !*problem && (s = elf_nextscn(o.elf, s));) {
        if (!gelf_getshdr(s, &header))
            continue;
        *problem = header.sh_type == SHT_SYMTAB ? check_symbols(&o, s, &header)
                                                : check_constructors(&header);
    }
    elf_end(o.elf);
    return is_read ? 0 : error_set(err, ERROR_MACHINE, "cannot read %s: %s", path, elf_errmsg(-1));
}

static int check_listing(const char *path, const char *source_name, char **problem,
                         struct error *err)
{
    cleanup_close int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) < 0)
        return error_errno(err, "cannot open the assembler's listing %s", path);
    size_t size = (size_t)st.st_size;
    cleanup_free char *text = xmalloc(size + 1);
    if (pread(fd, text, size, 0) != (ssize_t)size)
        return error_errno(err, "cannot read the assembler's listing %s", path);
    for (size_t i = 0; i < size; i++) /* a NUL must not hide what comes behind it */
        if (!text[i])
            text[i] = ' ';
    text[size] = '\0';
    *problem = integrity_check_listing(text, source_name);
    return 0;
}

int integrity_check(const struct source *source, const struct build *build, char **problem,
                    struct error *err)
{
    *problem = integrity_check_tokens(source->text, source->name);
    if (!*problem && check_executable(build->executable, source->name, problem, err) < 0)
        return -1;
    return *problem ? 0 : check_listing(build->listing, source->name, problem, err);
}
