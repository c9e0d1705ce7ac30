/*
 * Faulty variants of a right program, by which the strength of a spec is
 * measured: each changes one call (mutation analysis, DeMillo, Lipton and
 * Sayward 1978, with the operators for concurrency of Bradbury, Cordy and
 * Dingel, "Mutation operators for concurrent Java", 2006).
 *
 * The program's file is not touched. A mutant is its text with the name of the
 * called function replaced at one place, behind the definitions of faults.c;
 * so every way of running a program runs the mutant as it is.
 */
#ifndef GRADER_MUTATE_MUTANTS_H
#define GRADER_MUTATE_MUTANTS_H

#include <stddef.h>

struct mutant {
    const char *fault; /* "lock left out"; static */
    const char *call;  /* the function whose call was changed; static */
    int line;          /* of the call */
    size_t offset;     /* of the call in the source */
};

struct mutants {
    struct mutant *items; /* owned; by place, then by fault */
    size_t count, capacity;
};

/* All mutants of a C source. */
void mutants_find(const char *source, struct mutants *out);
void mutants_free(struct mutants *m);

/* The text of one; owned. */
char *mutant_text(const char *source, const struct mutant *m);

/*
 * The program that ends by abort() when it comes to the mutant's place: where
 * even that one is accepted, no case reaches the place. Owned.
 */
char *mutant_probe(const char *source, const struct mutant *m);

/* Is there a fault of this name? */
int mutants_know(const char *fault, size_t length);

#endif
