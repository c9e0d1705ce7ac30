/* The object file that is linked into every ThreadSanitizer build (see shim/tsan_shim.c). */
#ifndef GRADER_COMPILE_SHIM_OBJECT_H
#define GRADER_COMPILE_SHIM_OBJECT_H

#include <stddef.h>

const void *shim_object(size_t *size);

#endif
