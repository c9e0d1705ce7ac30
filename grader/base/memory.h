/*
 * Allocation that never returns NULL: when memory runs out the program says so
 * and exits with 3 (our trouble, not the submission's).
 */
#ifndef GRADER_BASE_MEMORY_H
#define GRADER_BASE_MEMORY_H

#include <stdarg.h>
#include <stddef.h>

void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size); /* zeroed */
void *xrealloc(void *old, size_t count, size_t size);
char *xstrdup(const char *text);
char *xstrndup(const char *text, size_t length);
void *xmemdup(const void *bytes, size_t size);
char *xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *xvasprintf(const char *format, va_list ap) __attribute__((format(printf, 1, 0)));

/*
 * Room for one more element in a growing array: `items` may move, `capacity`
 * doubles. Returns a pointer to the new element, zeroed, and counts it.
 */
#define GROW(items, count, capacity)                                                               \
    (*(__typeof__(items))grow_((void **)&(items), &(count), &(capacity), sizeof *(items)) =        \
         (__typeof__(*(items))){0},                                                                \
     &(items)[(count)-1])

void *grow_(void **items, size_t *count, size_t *capacity, size_t size);

/* Frees a NULL-terminated array of owned strings (NULL is allowed). */
void free_strings(char **strings);

#endif
