/*
 * Addresses to names and lines, by libdw, for reports that hold only
 * `(module+0xoffset)`.
 *
 * The detector is told not to symbolize: that way a run with one report costs
 * 60 ms where libtsan's own symbolizer (libbacktrace, in the student's process)
 * makes it 230 ms; libdw does the same work here in a few milliseconds, and it
 * does it for clang's runtime too, which has no symbolizer of its own.
 */
#ifndef GRADER_ENGINE_SYMBOLIZER_H
#define GRADER_ENGINE_SYMBOLIZER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct symbolizer;

struct symbol {
    char *function; /* owned; NULL if unknown */
    char *file;     /* owned; base name; NULL if unknown */
    int line;       /* 0 if unknown */
};

/*
 * For reports of `executable` (host path). Every module whose name has no
 * ".so" in it is taken to be the executable. Never fails: what cannot be read
 * yields no names. A symbolizer serves one thread at a time.
 */
struct symbolizer *symbolizer_open(const char *executable);
void symbolizer_close(struct symbolizer *s);

/*
 * Code at `offset` (from the module's start) in `module`: the function, and
 * where it was inlined also its callers, innermost first. Returns how many (at
 * most `limit`); 0 if nothing is known.
 */
size_t symbolizer_code(struct symbolizer *s, const char *module, uint64_t offset,
                       struct symbol *out, size_t limit);
void symbol_free(struct symbol *symbol);

/*
 * The variable at `offset` in the executable, as the source would write it:
 * "funds", "shop.count", "forks[2]". Owned by the caller; NULL if unknown.
 */
char *symbolizer_variable(struct symbolizer *s, uint64_t offset);

/*
 * Does the student's code call `function`? True if the dynamic linker is to
 * find it elsewhere (undefined in .dynsym), or, where the runtime is linked
 * statically, if code that has line information calls it.
 */
bool symbolizer_calls(struct symbolizer *s, const char *function);

#endif
