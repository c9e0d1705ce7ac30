/* What a batch remembers: it asks the gradebook before it grades, and tells it afterwards. */
#ifndef GRADER_CLI_LEDGER_H
#define GRADER_CLI_LEDGER_H

#include "base/error.h"
#include "cli/class.h"
#include "cli/options.h"
#include "gradebook/gradebook.h"

struct ledger {
    struct gradebook *book;
    struct gradebook_terms *terms; /* owned; one an exercise of the class */
    char *compiler;                /* owned; name and version */
    char (*contents)[HASH_TEXT];   /* owned; one a submission; "": it has none */
};

/* Opens --gradebook FILE, or OUT/gradebook.sqlite. -1 on error; close it in any case. */
int ledger_open(struct ledger *l, const struct options *o, const char *out,
                const struct class_folder *c, struct error *err);
void ledger_close(struct ledger *l);

/*
 * The result that submission `item` of the class had, if nothing that it depends
 * on has changed. 1 with *out, 0 if there is none, -1 on error.
 */
int ledger_find(struct ledger *l, const struct class_folder *c, size_t item, struct result *out,
                struct error *err);

/* The newest result of this file that there is, whatever it depended on; else as ledger_find(). */
int ledger_find_last(struct ledger *l, const struct class_folder *c, size_t item,
                     struct result *out, struct error *err);

/* Keeps a new result, or notes the attempt where it was found. Trouble of the machine is not kept.
 */
int ledger_keep(struct ledger *l, const struct class_folder *c, size_t item, const struct result *r,
                bool found, struct error *err);

#endif
