#include "gradebook/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"

static void to_text(struct sha256_ctx *context, char out[HASH_TEXT])
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(context, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

void hash_pieces(const struct hash_piece *pieces, size_t count, char out[HASH_TEXT])
{
    struct sha256_ctx context;
    sha256_init(&context);
    for (size_t i = 0; i < count; i++) {
        uint64_t size = pieces[i].size;
        sha256_update(&context, sizeof size, (const uint8_t *)&size);
        sha256_update(&context, pieces[i].size, pieces[i].bytes);
    }
    to_text(&context, out);
}

int hash_file(const char *path, size_t most, char out[HASH_TEXT])
{
    static _Thread_local uint8_t chunk[65536];
    struct sha256_ctx context;
    struct stat st;
    cleanup_close int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) < 0)
        return -1;
    if (!S_ISREG(st.st_mode) || (size_t)st.st_size > most) {
        errno = EINVAL;
        return -1;
    }
    sha256_init(&context);
    for (ssize_t n; (n = read(fd, chunk, sizeof chunk)) != 0;) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        sha256_update(&context, (size_t)n, chunk);
    }
    to_text(&context, out);
    return 0;
}
