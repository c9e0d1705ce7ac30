/*
 * Archives that strangers filled. Nothing but their C files is unpacked; an
 * entry that could do harm is refused with a reason, and the rest goes on.
 */
#ifndef GRADER_INTAKE_UNPACK_H
#define GRADER_INTAKE_UNPACK_H

#include <stddef.h>

#include "base/error.h"

struct unpack_limits {
    size_t file_bytes;  /* of one file, unpacked */
    size_t total_bytes; /* of all files, unpacked */
    size_t entries;
    /* How many times its packed size a file of a zip may have, where it has more than ratio_from
     * bytes: sources shrink to a fifth, zeros to a thousandth. */
    size_t ratio, ratio_from;
};

extern const struct unpack_limits unpack_limits_usual;

/*
 * Called for each entry that is left out. `name` as it stands in the archive:
 * any bytes. `reason`: why it was refused; NULL: it is harmless, but no C file.
 */
typedef void unpack_left_out(void *context, const char *name, const char *reason);

/*
 * Unpacks the C files of a zip, tar or tar.gz into `directory`, which is there
 * and empty, with the folders above them. ERROR_USAGE if it is no such
 * archive, ERROR_MACHINE if they cannot be written.
 */
int unpack_archive(const char *path, const char *directory, const struct unpack_limits *limits,
                   unpack_left_out *left_out, void *context, struct error *err);

#endif
