/* The runtime (grader/runtime), inside the grader: the Makefile gives its path as RUNTIME_OBJECT.
 */
#include "explore/runtime_object.h"

__asm__(".pushsection .rodata\n"
        ".balign 8\n"
        "runtime_bytes_begin:\n"
        ".incbin \"" RUNTIME_OBJECT "\"\n"
        "runtime_bytes_end:\n"
        ".popsection\n");

extern const unsigned char runtime_bytes_begin[], runtime_bytes_end[];

const void *runtime_object(size_t *size)
{
    *size = (size_t)(runtime_bytes_end - runtime_bytes_begin);
    return runtime_bytes_begin;
}
