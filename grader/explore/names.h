/* The names that the objects of a program define and want, from their symbol tables. */
#ifndef GRADER_EXPLORE_NAMES_H
#define GRADER_EXPLORE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct name_list {
    char **items; /* owned */
    size_t count, capacity;
};

void name_list_add(struct name_list *list, char *owned);
bool name_list_has(const struct name_list *list, const char *name);
void name_list_free(struct name_list *list);

/* What other objects can see, or are to give. A name may stand in a list several times. */
struct names {
    struct name_list defined, undefined;
    struct name_list addressed; /* of the undefined ones: not only called */
};

/* Adds those of the object at `path`. 0, or -1 with *err (the machine's trouble). */
int names_read(const char *path, struct names *names, struct error *err);

/* Leaves it empty. */
void names_free(struct names *names);

#endif
