/*
 * A command is one file that exports one constant entry; main.c is their table.
 */
#ifndef GRADER_CLI_COMMAND_H
#define GRADER_CLI_COMMAND_H

#include "base/error.h"

/* Exit codes; other programs rely on them. Errors bring their own (enum error_kind). */
enum { EXIT_FULL = 0, EXIT_NOT_FULL = 1, EXIT_BAD_CALL = 2, EXIT_TROUBLE = 3 };

struct command {
    const char *name;
    const char *summary; /* one line */
    const char *help;    /* usage and options */
    /* argv[0] is the command's name. An exit code, or -1 with err, which main prints. */
    int (*run)(int argc, char **argv, struct error *err);
};

extern const struct command check_command, batch_command, verify_command, run_command,
    report_command, list_command, show_command, doctor_command, explore_command, replay_command,
    new_command;

#endif
