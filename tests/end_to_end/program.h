/* Running the real program and looking at what it did. */
#ifndef TESTS_PROGRAM_H
#define TESTS_PROGRAM_H

#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

struct outcome {
    int status;      /* exit status; -signal if a signal ended it */
    char *out, *err; /* owned */
};

/* A scratch folder for one test program, with TMPDIR in it. cmocka's group set-up and tear-down. */
int scratch_create(void **state);
int scratch_remove(void **state);

/* Path of a name in the scratch folder; valid until the eighth call after it. */
const char *scratch(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Writes a file in the scratch folder, with the folders above it. Returns its path (see scratch).
 */
const char *scratch_file(const char *name, const char *text);

/* Runs the grader with these arguments (NULL-terminated) and waits for it. */
void run_grader_(struct outcome *out, const char *const *args);
#define run_grader(out, ...) run_grader_(out, (const char *const[]){__VA_ARGS__, NULL})

/* Starts it with its output going to a file of this path, or to scratch("started.txt"). */
pid_t start_grader_(const char *log, const char *const *args);
#define start_grader_to(log, ...) start_grader_(log, (const char *const[]){__VA_ARGS__, NULL})
#define start_grader(...)         start_grader_to(scratch("started.txt"), __VA_ARGS__)

void outcome_free(struct outcome *o);

/* Fails the test unless it ended with this status and, for 2, told it in one line. */
void assert_outcome(const struct outcome *o, int status, const char *err_part);

/* Fails the test if the grader left anything in its TMPDIR. */
void assert_nothing_left(void);

/* Runs `check EXERCISE FILE --format json` and returns the object. The caller owns it. */
json_t *check_json(const char *exercise, const char *file, int expected_status);

/* Is there a failed check of this kind? */
bool fails_in(const json_t *result, const char *kind);

/* Skips the test, with its reason, where submissions cannot be run. */
void need_sandbox(void);

/* Small right and wrong programs for the exercise say_hello. */
extern const char hello_right[], hello_sequential[], hello_broken[], hello_race[],
    hello_fork_bomb[];

#endif
