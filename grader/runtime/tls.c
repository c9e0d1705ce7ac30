/*
 * Thread-local storage. Each task has its own, at addresses of its own, as
 * threads have: one may lend a variable of its own to another by address, and
 * a queue of waiters may be made of such. It lies at the top of the task's
 * stack, where the C library puts it too, and so the race detector sees it.
 *
 * It is a copy of the first thread's whole static block: the program's
 * variables just below the thread pointer (variant II of ELF TLS), those of the
 * libraries below them, and above the pointer the C library's control block. What
 * a switch of tasks changes is the thread pointer. In the copy of the control
 * block only the first word, which says where it lies, is another one: the C
 * library goes on to believe that there is one thread.
 */
#include <asm/prctl.h>
#include <dlfcn.h>
#include <link.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/rt.h"

#define HWCAP2_FSGSBASE 2u    /* arch/x86/include/uapi/asm/hwcap2.h */
#define CONTROL_BYTES   2304u /* of glibc 2.36, where it does not tell itself */

static void take_header(const struct dl_phdr_info *info, const ElfW(Phdr) * p, bool is_program)
{
    struct rt_tls *t = &RT->tls;
    size_t below = (size_t)((char *)__builtin_thread_pointer() - (char *)info->dlpi_tls_data);
    if (!info->dlpi_tls_data || (char *)info->dlpi_tls_data > (char *)__builtin_thread_pointer())
        return; /* of a library that was loaded later */
    t->below_bytes = below > t->below_bytes ? below : t->below_bytes;
    t->alignment = p->p_align > t->alignment ? p->p_align : t->alignment;
    if (!is_program)
        return;
    t->image = (const void *)(info->dlpi_addr + p->p_vaddr);
    t->image_bytes = p->p_filesz;
    t->program_bytes = below;
}

static int read_headers(struct dl_phdr_info *info, size_t size, void *context)
{
    bool *is_program = context; /* the first one */
    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        /* The address of a nested function is that of code on the stack. */
        if (*is_program && p->p_type == PT_GNU_STACK && (p->p_flags & PF_X))
            RT->stack_access |= PROT_EXEC;
        if (p->p_type == PT_TLS)
            take_header(info, p, *is_program);
    }
    *is_program = false;
    return 0;
}

void tls_init(void)
{
    struct rt_tls *t = &RT->tls;
    const uint32_t *told = dlsym(RTLD_DEFAULT, "_thread_db_sizeof_pthread");
    bool is_program = true;
    t->driver = __builtin_thread_pointer();
    t->control_bytes = told ? *told : CONTROL_BYTES;
    t->alignment = 64;
    t->by_instruction = getauxval(AT_HWCAP2) & HWCAP2_FSGSBASE;
    dl_iterate_phdr(read_headers, &is_program);
    if (t->below_bytes > RT_TLS_BYTES || t->alignment > RT_PAGE)
        rt_die("the program has more than 4 MiB of thread-local variables");
}

/* Where nothing is copied to, tasks_clear() has left zeros. */
uint64_t tls_create(struct rt_task *task, uint64_t top)
{
    const struct rt_tls *t = &RT->tls;
    char *pointer = (char *)((top - t->control_bytes) & ~(uint64_t)(t->alignment - 1));
    memcpy(pointer - t->below_bytes, t->driver - t->below_bytes, t->below_bytes - t->program_bytes);
    memcpy(pointer - t->program_bytes, t->image, t->image_bytes);
    memcpy(pointer, t->driver, t->control_bytes);
    *(void **)pointer = pointer;
    task->thread_pointer = pointer;
    return (uint64_t)pointer - t->below_bytes;
}

void tls_use(void *thread_pointer)
{
    if (RT->tls.by_instruction)
        __asm__ volatile("wrfsbase %0" ::"r"(thread_pointer) : "memory");
    else
        syscall(SYS_arch_prctl, ARCH_SET_FS, thread_pointer);
}
