/*
 * The gradebook: one SQLite file with all that was graded, so that nothing is
 * lost when a batch is killed and nothing is graded twice. gradebook.c tells
 * how; schema.c has the tables.
 */
#ifndef GRADER_GRADEBOOK_GRADEBOOK_H
#define GRADER_GRADEBOOK_GRADEBOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "gradebook/hash.h"
#include "judge/result.h"

struct gradebook;

/*
 * Opens or makes the file, and brings an older one up to date. NULL: ERROR_USAGE
 * if it cannot be used (no such folder, no gradebook, made by a newer grader).
 */
struct gradebook *gradebook_open(const char *path, struct error *err);
void gradebook_close(struct gradebook *g); /* NULL is allowed */

/* What a result depends on besides the submission. */
struct gradebook_terms {
    char spec[HASH_TEXT];   /* of exercise.yaml and hidden.yaml */
    char grader[HASH_TEXT]; /* of the program itself */
    const char *compiler;   /* its name and version */
    unsigned engines;
};

struct gradebook_key {
    const char *student, *exercise;
    const char *file; /* its name without folders: messages name it */
    char content[HASH_TEXT];
    const struct gradebook_terms *terms;
};

/* A kept result in few words. */
struct gradebook_summary {
    bool is_kept; /* always, where the gradebook gives one */
    bool accepted;
    double score, max_score;
    size_t checks, failed, skipped;
};

/*
 * The result of this very file under these terms, whoever handed it in. 1 with
 * *out, 0 if there is none, -1 on error.
 */
int gradebook_find(struct gradebook *g, const struct gradebook_key *key,
                   struct gradebook_summary *out, struct error *err);

/*
 * The result that gradebook_find() or gradebook_store() told of, or another batch's that
 * has replaced it since. `*text`: the whole as result_to_text() made it, but with this
 * `submission` (valid UTF-8); `checks`: its checks, with what is to be told of them
 * and where, and nothing else. Both become the caller's. 0, or -1 on error.
 */
int gradebook_read(struct gradebook *g, const struct gradebook_key *key, const char *submission,
                   char **text, struct result *checks, struct error *err);

/*
 * The newest result of this file under any terms. 1 with *out (free with
 * result_free()), 0 if there is none, -1 on error.
 */
int gradebook_find_last(struct gradebook *g, const struct gradebook_key *key, struct result *out,
                        struct error *err);

/*
 * Keeps a result (RESULT_GRADED only: trouble of the machine is no grade) with
 * its checks, and the attempt that it belongs to, in one transaction. An older
 * result for the same key is replaced. 0 with *out, or -1 on error.
 */
int gradebook_store(struct gradebook *g, const struct gradebook_key *key, const struct result *r,
                    struct gradebook_summary *out, struct error *err);

/*
 * Notes that these files were handed in, where their results were known already; all
 * in one transaction. 0, or -1 on error.
 */
int gradebook_note_attempts(struct gradebook *g, const struct gradebook_key *keys, size_t count,
                            struct error *err);

/*
 * Calls `tell` for what counts of each student and exercise: the file that was
 * there last, and its newest result. In the order of students, then exercises.
 * `result` is the callee's to keep or free. 0, or -1 on error.
 */
int gradebook_each(struct gradebook *g,
                   void (*tell)(void *context, const char *student, const char *exercise,
                                struct result *result),
                   void *context, struct error *err);

#endif
