/* Wrapped functions: what the linker's --wrap=NAME makes of calls to NAME. */
#ifndef GRADER_RUNTIME_WRAP_H
#define GRADER_RUNTIME_WRAP_H

#include <pthread.h>
#include <stdint.h>
#include <time.h>

#include "runtime/rt.h"

/* Declares and begins the function that stands in the place of `name`. */
#define WRAP(type, name, parameters)                                                               \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters

/* locks.c */
int lock_take(struct rt_sync *s, uint32_t kind, int64_t deadline, uint64_t pc);
int lock_try(struct rt_sync *s, uint64_t pc);
void lock_release(struct rt_sync *s, uint64_t pc);
int mutex_unlock(pthread_mutex_t *m, uint64_t pc);
int mutex_relock(pthread_mutex_t *m, uint64_t pc);

/* clocks.c */
int64_t clock_deadline(clockid_t clock, const struct timespec *until); /* absolute to virtual */
int64_t clock_after(int64_t delay_ns);                                 /* from now */
void rt_sleep(int64_t until_ns, uint64_t pc);

#endif
