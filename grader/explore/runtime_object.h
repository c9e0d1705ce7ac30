#ifndef GRADER_EXPLORE_RUNTIME_OBJECT_H
#define GRADER_EXPLORE_RUNTIME_OBJECT_H

#include <stddef.h>

const void *runtime_object(size_t *size); /* an object file; *size in bytes */

#endif
