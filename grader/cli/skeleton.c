#include "cli/skeleton.h"

#define FILE_INSIDE(name, path)                                                                    \
    __asm__(".pushsection .rodata\n"                                                               \
            "skeleton_" #name "_begin:\n"                                                          \
            ".incbin \"" SKELETON "/" path "\"\n"                                                  \
            "skeleton_" #name "_end:\n"                                                            \
            ".popsection\n");                                                                      \
    extern const char skeleton_##name##_begin[], skeleton_##name##_end[]

FILE_INSIDE(spec, "exercise.yaml");
FILE_INSIDE(hidden, "hidden.yaml");
FILE_INSIDE(statement, "README.md");
FILE_INSIDE(starter, "starter.c");

const struct skeleton_file skeleton_files[] = {
    {"exercise.yaml", skeleton_spec_begin, skeleton_spec_end},
    {"hidden.yaml", skeleton_hidden_begin, skeleton_hidden_end},
    {"README.md", skeleton_statement_begin, skeleton_statement_end},
    {"starter.c", skeleton_starter_begin, skeleton_starter_end},
};

const size_t skeleton_file_count = sizeof skeleton_files / sizeof *skeleton_files;
