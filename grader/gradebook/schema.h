#ifndef GRADER_GRADEBOOK_SCHEMA_H
#define GRADER_GRADEBOOK_SCHEMA_H

#include <stddef.h>

/*
 * migrations[i] brings a gradebook from version i to i + 1 (PRAGMA
 * user_version). They are never changed once released: a new one is added.
 */
extern const char *const gradebook_migrations[];
extern const size_t gradebook_version;

/* "grbk": PRAGMA application_id, so that no other database is taken for a gradebook. */
#define GRADEBOOK_APPLICATION_ID 0x6772626b

#endif
