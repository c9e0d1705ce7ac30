/*
 * What a program may not hold because it would fool the checks: functions that
 * take the place of the C library's or of the detectors', code that runs before
 * main, functions kept from the detectors. Decided on the executable, not on the text.
 */
#ifndef GRADER_ENGINE_INTEGRITY_H
#define GRADER_ENGINE_INTEGRITY_H

/*
 * One paragraph for the student that says what it is, why it cannot be graded,
 * and what to write instead; owned by the caller. NULL: nothing was found.
 * `executable` is the plain build, `source_name` its file's name in messages.
 */
char *integrity_check(const char *executable, const char *source_name);

#endif
