/* A function in the place of each that cannot be explored: it says so when it is called. */
#include "runtime/rt.h"

#define RT_WRAPPED(name)
#define RT_SAFE(name)
#define RT_UNSUPPORTED(name, why)                                                                  \
    _Noreturn void __wrap_##name(void);                                                            \
    _Noreturn void __wrap_##name(void)                                                             \
    {                                                                                              \
        rt_unsupported(why, RT_PC);                                                                \
    }
#include "runtime/table.h"
