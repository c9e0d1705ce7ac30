/* Compiler barriers, pauses and fences hide nothing. */
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>

static atomic_int ready = 1;

int main(void)
{
    while (!atomic_load(&ready)) {
        __asm__ volatile("" ::: "memory");
        __asm__ volatile("pause\n\t" ::: "memory");
        asm volatile("rep; nop");
        __builtin_ia32_pause();
        sched_yield();
    }
    asm volatile("mfence" ::: "memory");
    asm("");
    __sync_synchronize();
    puts("asm(\"syscall\") and no_sanitize in a string are text"); /* no_sanitize_thread, asm("syscall") */
    return 0;
}
