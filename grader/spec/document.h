/* A YAML file as libyaml's tree of nodes, with places. Private to the folder. */
#ifndef GRADER_SPEC_DOCUMENT_H
#define GRADER_SPEC_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <yaml.h>

#include "spec/mistakes.h"

struct document {
    yaml_document_t yaml;
    bool loaded;
    const char *file; /* not owned */
};

#define cleanup_document __attribute__((cleanup(document_free)))

/*
 * The root node, or NULL after adding what is wrong to the mistakes. Aliases
 * point to the node of their anchor: nothing is expanded, and a node may
 * contain itself, so whoever walks the tree must go by a fixed form.
 */
yaml_node_t *document_load(struct document *d, const char *file, const char *text, size_t size,
                           struct mistakes *mistakes);

void document_free(struct document *d);

#endif
