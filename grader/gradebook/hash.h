/* SHA-256 (libnettle), as text: what tells one file from another, also where somebody wants them
 * mixed up. */
#ifndef GRADER_GRADEBOOK_HASH_H
#define GRADER_GRADEBOOK_HASH_H

#include <stddef.h>

#define HASH_TEXT 65 /* 64 digits and a NUL */

/* Several pieces are told apart: ("a", "bc") and ("ab", "c") have different hashes. */
struct hash_piece {
    const void *bytes;
    size_t size;
};

void hash_pieces(const struct hash_piece *pieces, size_t count, char out[HASH_TEXT]);

/*
 * The hash of a file's bytes. Only regular files, links not followed, of at most
 * `most` bytes. 0, or -1 (errno).
 */
int hash_file(const char *path, size_t most, char out[HASH_TEXT]);

#endif
