/*
 * What every engine turns from a finished trace into findings: how the program
 * ended, and what it left behind.
 */
#ifndef GRADER_ENGINE_FINDINGS_H
#define GRADER_ENGINE_FINDINGS_H

#include "trace/trace.h"

/*
 * Adds, for faults that `t` does not tell already (codes in brackets):
 *   ended by SIGSEGV, SIGBUS   memory    crash
 *   by another signal          output    abnormal-end
 *   blocked for ever           deadlock  deadlock
 *   stopped at a limit         limits    time-limit, cpu-limit, memory-limit, tasks-limit,
 * output-limit, file-limit tasks still there at exit  cleanup   left-behind children not waited for
 * cleanup   zombie-child
 */
void engine_find_faults(struct trace *t);

#endif
