// explore: clean
// Any value, of types that programs of the contest have names of their own for.
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

extern uint8_t __VERIFIER_nondet_uint8_t(void);
extern int16_t __VERIFIER_nondet_S16(void);
extern unsigned long __VERIFIER_nondet_unsigned_long(void);
extern const char *__VERIFIER_nondet_const_char_pointer(void);
extern void reach_error(void);

static int small, is_null;

static void *draw(void *unused)
{
    small = __VERIFIER_nondet_uint8_t() < 256 && __VERIFIER_nondet_S16() <= INT16_MAX;
    is_null = __VERIFIER_nondet_const_char_pointer() == NULL;
    return unused;
}

int main(void)
{
    pthread_t t;
    unsigned long rounds = __VERIFIER_nondet_unsigned_long();
    pthread_create(&t, NULL, draw, NULL);
    pthread_join(t, NULL);
    if (!small || !is_null || rounds % 2 > 1)
        reach_error();
    return 0;
}
