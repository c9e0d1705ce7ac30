#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/version.h"
#include "cli/command.h"
#include "report/escape.h"
#include "spec/nearest.h"

static const struct command *const commands[] = {
    &check_command,   &batch_command,  &verify_command, &run_command,
    &explore_command, &replay_command, &new_command,    &report_command,
    &list_command,    &show_command,   &doctor_command,
};

#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static void print_help(FILE *out)
{
    fputs("Grades concurrent C programs.\n\nUsage: grader COMMAND [ARGUMENTS]\n\nCommands:\n", out);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "  %-8s %s\n", commands[i]->name, commands[i]->summary);
    fputs("\n`grader COMMAND --help` tells more of one; `grader --version` names the version.\n"
          "Exit status: 0 full marks, or all as expected; 1 graded, not full marks; 2 the call\n"
          "or a spec is wrong; 3 the machine or the grader failed.\n",
          out);
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

/* The one place where errors are printed. Their text may quote names that a stranger chose. */
static int print_error(const struct error *err)
{
    struct buffer text = {0};
    const char *message = err->message ? err->message : "unknown error";
    escape_terminal(&text, message, strlen(message), true);
    fprintf(stderr, "grader: %s\n", text.data ? text.data : "");
    buffer_free(&text);
    return err->kind == ERROR_USAGE ? EXIT_BAD_CALL : EXIT_TROUBLE;
}

static int unknown_command(const char *name)
{
    const char *names[COMMAND_COUNT];
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        names[i] = commands[i]->name;
    cleanup_free char *advice = nearest_advice(name, names, COMMAND_COUNT);
    cleanup_error struct error err = ERROR_INIT;
    error_set(&err, ERROR_USAGE, "no command is called '%s': %s", name, advice);
    return print_error(&err);
}

/* Has the command been asked for its help? Arguments behind `--` are not ours. */
static bool wants_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

static int run_one(const struct command *command, int argc, char **argv)
{
    if (wants_help(argc, argv)) {
        fputs(command->help, stdout);
        return EXIT_FULL;
    }
    cleanup_error struct error err = ERROR_INIT;
    int status = command->run(argc, argv, &err);
    if (status < 0)
        return print_error(&err);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        error_errno(&err, "cannot write to standard output");
        return print_error(&err);
    }
    return status;
}

static void go_on(int signal_number)
{
    (void)signal_number;
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "C.UTF-8"); /* for the width of characters; reports are UTF-8 everywhere */
    /* A reader that goes away is an error of write, not our death. A handler, for programs that are
     * started must not inherit that the signal is ignored. */
    signal(SIGPIPE, go_on);
    if (argc < 2) {
        print_help(stderr);
        return EXIT_BAD_CALL;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        print_help(stdout);
        return EXIT_FULL;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("grader " VERSION);
        return EXIT_FULL;
    }
    const struct command *command = find_command(argv[1]);
    return command ? run_one(command, argc - 1, argv + 1) : unknown_command(argv[1]);
}
