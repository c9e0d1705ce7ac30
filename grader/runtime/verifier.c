/*
 * Names of the software verification contest (SV-COMP, category
 * ConcurrencySafety), whose programs are written for tools that know them:
 *
 *   __VERIFIER_nondet_int() …     any value: one is drawn (a choice, replayed as such)
 *   __VERIFIER_assume(c)          runs in which c does not hold do not count
 *   assume_abort_if_not(c)        the same, defined by each program with abort()
 *   reach_error(), __VERIFIER_error()   the fault, however the program defines them
 *   __VERIFIER_atomic_begin/end() what is between them is one step, and so is
 *   __VERIFIER_atomic_…()         the body of each function whose name begins like this
 *
 * A program's own definition of one that we define comes before ours (weak).
 * The names of functions are found in the symbol table of the executable. Where
 * one of the two for the fault begins, an instruction that traps is put.
 *
 * Such a program says with them what its fault is: that it calls abort() itself
 * is one more assumption that did not hold, and its status says nothing. The
 * grader tells us by the value of a symbol (explore/program.c).
 */
#include <elf.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <ucontext.h>
#include <unistd.h>

#include "runtime/rt.h"
#include "runtime/wrap.h"

#define WEAK        __attribute__((weak))
#define ATOMIC_LOCK ((const void *)UINT64_C(0x700000000008)) /* what all atomic sections hold */

/* ---- which functions of the program are special */

static bool begins_with(const char *name, const char *prefix)
{
    return strncmp(name, prefix, strlen(prefix)) == 0;
}

static uint8_t role_of(const char *name)
{
    bool is_ours =
        begins_with(name, "__VERIFIER_atomic_begin") || begins_with(name, "__VERIFIER_atomic_end");
    if (begins_with(name, "__VERIFIER_atomic_") && !is_ours)
        return RT_ROLE_ATOMIC;
    if (strcmp(name, "reach_error") == 0 || strcmp(name, "__VERIFIER_error") == 0)
        return RT_ROLE_ERROR;
    if (begins_with(name, "assume") || begins_with(name, "__VERIFIER_assume"))
        return RT_ROLE_ASSUME;
    return 0;
}

static void set_trap(uint64_t at)
{
    static const unsigned char trap[2] = {0x0F, 0x0B}; /* ud2: SIGILL */
    void *page = (void *)(at & ~(RT_PAGE - 1));
    if (mprotect(page, 2 * RT_PAGE, PROT_READ | PROT_WRITE | PROT_EXEC) < 0)
        rt_die("the program cannot be changed");
    memcpy((void *)at, trap, sizeof trap);
    mprotect(page, 2 * RT_PAGE, PROT_READ | PROT_EXEC);
}

static void add_functions(const char *image, const Elf64_Shdr *symbols, const Elf64_Shdr *strings)
{
    const Elf64_Sym *s = (const Elf64_Sym *)(image + symbols->sh_offset);
    const char *names = image + strings->sh_offset;
    for (size_t i = 0; i < symbols->sh_size / sizeof *s; i++) {
        uint8_t role = ELF64_ST_TYPE(s[i].st_info) == STT_FUNC && s[i].st_shndx != SHN_UNDEF
                           ? role_of(names + s[i].st_name)
                           : 0;
        if (!role || RT->function_count == RT_FUNCTIONS)
            continue;
        RT->functions[RT->function_count++] =
            (struct rt_function){s[i].st_value, s[i].st_value + s[i].st_size, role};
        if (role == RT_ROLE_ERROR)
            set_trap(s[i].st_value);
    }
}

void verifier_trapped(const void *context)
{
    const greg_t *registers = ((const ucontext_t *)context)->uc_mcontext.gregs;
    uint64_t pc = (uint64_t)registers[REG_RIP];
    for (uint32_t i = 0; i < RT->function_count; i++)
        if (RT->functions[i].role == RT_ROLE_ERROR && RT->functions[i].start == pc)
            rt_fail(RT_FAILED_CALL, "reach_error", *(const uint64_t *)registers[REG_RSP]);
}

extern char rt_contest WEAK; /* where it lies is all that it is */

bool verifier_status_counts(void)
{
    return (uint64_t)&rt_contest < RT_CONTEST_VALUES;
}

bool verifier_abort_counts(uint64_t pc)
{
    return (uint64_t)&rt_contest < RT_CONTEST_ERROR && verifier_role(pc) != RT_ROLE_ASSUME;
}

/* The linker made this file, the program cannot have changed it yet. */
void verifier_init(void)
{
    struct stat st;
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) < 0)
        rt_die("the program's own file cannot be read");
    const char *image = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (image == MAP_FAILED)
        rt_die("the program's own file cannot be read");
    const Elf64_Ehdr *head = (const Elf64_Ehdr *)image;
    const Elf64_Shdr *sections = (const Elf64_Shdr *)(image + head->e_shoff);
    for (int i = 0; i < head->e_shnum; i++)
        if (sections[i].sh_type == SHT_SYMTAB)
            add_functions(image, &sections[i], &sections[sections[i].sh_link]);
    munmap((void *)image, (size_t)st.st_size);
}

uint8_t verifier_role(uint64_t pc)
{
    for (uint32_t i = 0; i < RT->function_count; i++)
        if (pc >= RT->functions[i].start && pc < RT->functions[i].end)
            return RT->functions[i].role;
    return 0;
}

/* ---- atomic sections */

void atomic_enter(uint64_t pc)
{
    struct rt_task *me = RT->current;
    if (me->atomic_depth++)
        return;
    struct rt_sync *s = sync_at(ATOMIC_LOCK);
    me->atomic_depth = 0; /* the way in is a step at which others may go first */
    rt_arrive(RT_LIBRARY, s->key, true, pc);
    me->atomic_depth = 1;
    clock_acquire(s->released);
}

void atomic_leave(void)
{
    struct rt_task *me = RT->current;
    if (!me->atomic_depth || --me->atomic_depth)
        return;
    clock_release_join(&sync_at(ATOMIC_LOCK)->released);
}

WEAK void __VERIFIER_atomic_begin(void);
WEAK void __VERIFIER_atomic_begin(void)
{
    if (rt_on())
        atomic_enter(RT_PC);
}

WEAK void __VERIFIER_atomic_end(void);
WEAK void __VERIFIER_atomic_end(void)
{
    if (rt_on())
        atomic_leave();
}

/* ---- assumptions, errors */

WEAK void __VERIFIER_assume(int holds);
WEAK void __VERIFIER_assume(int holds)
{
    if (!holds)
        rt_end(RT_END_ASSUMED, 0, RT_PC, 0);
}

WEAK void assume_abort_if_not(int holds);
WEAK void assume_abort_if_not(int holds)
{
    if (!holds)
        rt_end(RT_END_ASSUMED, 0, RT_PC, 0);
}

WEAK void reach_error(void);
WEAK void reach_error(void)
{
    rt_fail(RT_FAILED_CALL, "reach_error", RT_PC);
}

WEAK void __VERIFIER_error(void);
WEAK void __VERIFIER_error(void)
{
    rt_fail(RT_FAILED_CALL, "__VERIFIER_error", RT_PC);
}

WEAK void __VERIFIER_assert(int holds);
WEAK void __VERIFIER_assert(int holds)
{
    if (!holds)
        rt_fail(RT_FAILED_CALL, "__VERIFIER_assert", RT_PC);
}

/* Marks for loops, which only say what can be seen as well. */
#define MARK(name)                                                                                 \
    WEAK void __VERIFIER_##name(void);                                                             \
    WEAK void __VERIFIER_##name(void)                                                              \
    {                                                                                              \
    }
MARK(loop_begin)
MARK(loop_end)
MARK(spin_start)
MARK(spin_end)

/* ---- any value */

#define NONDET(type, name)                                                                         \
    WEAK type __VERIFIER_nondet_##name(void);                                                      \
    WEAK type __VERIFIER_nondet_##name(void)                                                       \
    {                                                                                              \
        return (type)(int32_t)rt_choose_value();                                                   \
    }
NONDET(int, int)
NONDET(unsigned, uint)
NONDET(unsigned, unsigned)
NONDET(unsigned, u32)
NONDET(long, long)
NONDET(unsigned long, ulong)
NONDET(long long, longlong)
NONDET(unsigned long long, ulonglong)
NONDET(short, short)
NONDET(unsigned short, ushort)
NONDET(unsigned short, u16)
NONDET(signed char, char)
NONDET(unsigned char, uchar)
NONDET(unsigned char, u8)
NONDET(unsigned long, size_t)
NONDET(unsigned, unsigned_int)
NONDET(unsigned long, loff_t)
NONDET(unsigned long, sector_t)
NONDET(unsigned long, u64)
NONDET(unsigned long, pthread_t)
NONDET(float, float)
NONDET(double, double)

WEAK _Bool __VERIFIER_nondet_bool(void);
WEAK _Bool __VERIFIER_nondet_bool(void)
{
    return rt_choose_value() & 1;
}

WEAK _Bool __VERIFIER_nondet__Bool(void);
WEAK _Bool __VERIFIER_nondet__Bool(void)
{
    return rt_choose_value() & 1;
}

WEAK void *__VERIFIER_nondet_pointer(void);
WEAK void *__VERIFIER_nondet_pointer(void)
{
    return NULL;
}

WEAK void __VERIFIER_nondet_memory(void *memory, size_t size);
WEAK void __VERIFIER_nondet_memory(void *memory, size_t size)
{
    unsigned char *p = memory;
    for (size_t i = 0; i < size; i++)
        p[i] = (unsigned char)rt_choose_value();
}
