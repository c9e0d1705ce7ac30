/*
 * results.json, results.csv and results.xml (JUnit) of a class. Its results are read
 * one by one as they are written: a class may be bigger than what fits into memory.
 */
#ifndef GRADER_CLI_CLASS_FILES_H
#define GRADER_CLI_CLASS_FILES_H

#include "base/error.h"
#include "report/report.h"

struct class_files {
    const struct class_report *report; /* its entries: at least their states and scores */
    struct class_counts counts;        /* of all entries */
    /*
     * The result of an entry that is not missing: as JSON text and with its checks; both
     * become the caller's, also on error (-1).
     */
    int (*read)(void *context, size_t student, size_t exercise, char **text, struct result *checks,
                struct error *err);
    void *context;
};

/* Makes or replaces the three in a directory: all of them are there before the first is replaced.
 * 0, or -1 on error. */
int class_files_write(const char *directory, const struct class_files *files, struct error *err);

#endif
