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
 * For each submission the first one of the class that is the same file for the same
 * exercise, which may be itself: they share one grading. Owned.
 */
size_t *ledger_leaders(const struct ledger *l, const struct class_folder *c);

/*
 * The result that submission `item` of the class had, if nothing that it depends
 * on has changed. 1 with *out, 0 if there is none, -1 on error.
 */
int ledger_find(struct ledger *l, const struct class_folder *c, size_t item,
                struct gradebook_summary *out, struct error *err);

/* The newest result of this file that there is, whatever it depended on; 1 with *out (owned), 0, -1
 * likewise. */
int ledger_find_last(struct ledger *l, const struct class_folder *c, size_t item,
                     struct result *out, struct error *err);

/* A kept result again: as JSON text (owned), and its checks without their stories. -1 on error. */
int ledger_read(struct ledger *l, const struct class_folder *c, size_t item, char **text,
                struct result *checks, struct error *err);

/*
 * Keeps a new result. Trouble of the machine is not kept, nor is what was no source:
 * out->is_kept tells. 0, or -1 on error.
 */
int ledger_keep(struct ledger *l, const struct class_folder *c, size_t item, const struct result *r,
                struct gradebook_summary *out, struct error *err);

/* Notes the attempts of submissions whose results were known already. 0, or -1 on error. */
int ledger_note(struct ledger *l, const struct class_folder *c, const size_t *items, size_t count,
                struct error *err);

#endif
