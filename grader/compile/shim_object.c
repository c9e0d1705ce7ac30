/*
 * The object made from shim/tsan_shim.c, inside the grader: the Makefile
 * compiles it first and gives its path as SHIM_OBJECT.
 */
#include "compile/shim_object.h"

__asm__(".pushsection .rodata\n"
        ".balign 8\n"
        "shim_bytes_begin:\n"
        ".incbin \"" SHIM_OBJECT "\"\n"
        "shim_bytes_end:\n"
        ".popsection\n");

extern const unsigned char shim_bytes_begin[], shim_bytes_end[];

const void *shim_object(size_t *size)
{
    *size = (size_t)(shim_bytes_end - shim_bytes_begin);
    return shim_bytes_begin;
}
