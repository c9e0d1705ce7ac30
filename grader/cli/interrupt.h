/*
 * Being told to end (SIGINT, SIGTERM, SIGHUP): nothing may be left behind,
 * neither processes nor temporary directories.
 */
#ifndef GRADER_CLI_INTERRUPT_H
#define GRADER_CLI_INTERRUPT_H

#include <stdbool.h>

/*
 * For a process that grades: when told to end, a thread of its own kills the
 * children, removes the work directories and lets the signal kill the process.
 * Call it once, before other threads start.
 */
void interrupt_guard(void);

/*
 * To be called when a grading has ended: if the process is being told to end,
 * does not return. What a grading says whose children have just been killed is nothing to report.
 */
void interrupt_settle(void);

/* For a process that only directs workers: the signal is noted and poll() returns EINTR. */
void interrupt_note(void);

/* The signal noted, or 0. */
int interrupt_noted(void);

/* Ends the process by the signal noted, as the shell expects of an interrupted program. */
void interrupt_die(int signal_number) __attribute__((noreturn));

#endif
