#include "mutate/mutants.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "compile/tokens.h"

__asm__(".pushsection .rodata\n"
        "mutant_faults_begin:\n"
        ".incbin \"" FAULTS_SOURCE "\"\n"
        "mutant_faults_end:\n"
        ".popsection\n");

extern const char mutant_faults_begin[], mutant_faults_end[];

/* Calls of `call` become calls of `by`; with it, all calls of `partner` become those of
 * `partner_by`. */
static const struct change {
    const char *fault, *call, *by, *partner, *partner_by;
} changes[] = {
#define WITHOUT_LOCK "lock left out"
    {WITHOUT_LOCK, "pthread_mutex_lock", "fault_no_lock", "pthread_mutex_unlock",
     "fault_pthread_mutex_unlock"},
    {WITHOUT_LOCK, "mtx_lock", "fault_no_lock", "mtx_unlock", "fault_mtx_unlock"},
    {WITHOUT_LOCK, "pthread_spin_lock", "fault_no_lock", "pthread_spin_unlock",
     "fault_pthread_spin_unlock"},
    {WITHOUT_LOCK, "pthread_rwlock_wrlock", "fault_no_lock", "pthread_rwlock_unlock",
     "fault_pthread_rwlock_unlock"},
    {WITHOUT_LOCK, "pthread_rwlock_rdlock", "fault_no_lock", "pthread_rwlock_unlock",
     "fault_pthread_rwlock_unlock"},
    {WITHOUT_LOCK, "sem_wait", "fault_no_lock", "sem_post", "fault_sem_post"},
    {WITHOUT_LOCK, "flockfile", "fault_no_lock", "funlockfile", "fault_funlockfile"},
#define WITHOUT_UNLOCK "unlock left out"
    {WITHOUT_UNLOCK, "pthread_mutex_unlock", "fault_nothing", NULL, NULL},
    {WITHOUT_UNLOCK, "mtx_unlock", "fault_nothing", NULL, NULL},
    {WITHOUT_UNLOCK, "pthread_spin_unlock", "fault_nothing", NULL, NULL},
    {WITHOUT_UNLOCK, "pthread_rwlock_unlock", "fault_nothing", NULL, NULL},
    {WITHOUT_UNLOCK, "funlockfile", "fault_nothing", NULL, NULL},
#define WITHOUT_JOIN "join left out"
    {WITHOUT_JOIN, "pthread_join", "fault_no_pthread_join", NULL, NULL},
    {WITHOUT_JOIN, "thrd_join", "fault_no_thrd_join", NULL, NULL},
    {WITHOUT_JOIN, "wait", "fault_no_wait", NULL, NULL},
    {WITHOUT_JOIN, "waitpid", "fault_no_waitpid", NULL, NULL},
#define WITHOUT_SIGNAL "signal left out"
    {WITHOUT_SIGNAL, "pthread_cond_signal", "fault_nothing", NULL, NULL},
    {WITHOUT_SIGNAL, "pthread_cond_broadcast", "fault_nothing", NULL, NULL},
    {WITHOUT_SIGNAL, "cnd_signal", "fault_nothing", NULL, NULL},
    {WITHOUT_SIGNAL, "cnd_broadcast", "fault_nothing", NULL, NULL},
    {WITHOUT_SIGNAL, "sem_post", "fault_nothing", NULL, NULL},
    {WITHOUT_SIGNAL, "pthread_barrier_wait", "fault_nothing", NULL, NULL},
#define WAITS(call)                                                                                \
    {"wait of no time", #call, "fault_" #call "_zero", NULL, NULL},                                \
        {"wait halved", #call, "fault_" #call "_half", NULL, NULL},                                \
    {                                                                                              \
        "wait doubled", #call, "fault_" #call "_twice", NULL, NULL                                 \
    }
    WAITS(sleep),
    WAITS(usleep),
    WAITS(nanosleep),
    WAITS(thrd_sleep),
    WAITS(clock_nanosleep),
    WAITS(poll),
    WAITS(timerfd_settime),
#define ALONE "one after the other"
    {ALONE, "pthread_create", "fault_pthread_create_alone", "pthread_join",
     "fault_pthread_join_alone"},
    {ALONE, "pthread_create", "fault_pthread_create_alone", "pthread_detach",
     "fault_pthread_detach_alone"},
    {ALONE, "thrd_create", "fault_thrd_create_alone", "thrd_join", "fault_thrd_join_alone"},
    {ALONE, "thrd_create", "fault_thrd_create_alone", "thrd_detach", "fault_thrd_detach_alone"},
    {ALONE, "fork", "fault_fork_alone", NULL, NULL},
#define LESS "one that does nothing"
    {LESS, "pthread_create", "fault_pthread_create_less", NULL, NULL},
    {LESS, "thrd_create", "fault_thrd_create_less", NULL, NULL},
    {LESS, "fork", "fault_fork_less", NULL, NULL},
#define MORE "one more"
    {MORE, "pthread_create", "fault_pthread_create_more", NULL, NULL},
    {MORE, "thrd_create", "fault_thrd_create_more", NULL, NULL},
#define DROPPED "output left out"
    {DROPPED, "printf", "fault_nothing", NULL, NULL},
    {DROPPED, "puts", "fault_nothing", NULL, NULL},
    {DROPPED, "fputs", "fault_nothing", NULL, NULL},
    {DROPPED, "fprintf", "fault_nothing", NULL, NULL},
    {DROPPED, "dprintf", "fault_no_dprintf", NULL, NULL},
    {DROPPED, "write", "fault_no_write", NULL, NULL},
    {DROPPED, "fwrite", "fault_no_fwrite", NULL, NULL},
#define DOUBLED "output twice"
    {DOUBLED, "printf", "fault_printf_twice", NULL, NULL},
    {DOUBLED, "puts", "fault_puts_twice", NULL, NULL},
    {DOUBLED, "fputs", "fault_fputs_twice", NULL, NULL},
    {DOUBLED, "fprintf", "fault_fprintf_twice", NULL, NULL},
    {DOUBLED, "dprintf", "fault_dprintf_twice", NULL, NULL},
    {DOUBLED, "write", "fault_write_twice", NULL, NULL},
    {DOUBLED, "fwrite", "fault_fwrite_twice", NULL, NULL},
};

#define CHANGE_COUNT (sizeof changes / sizeof *changes)

/* A word that is called: behind it stands a bracket, before it no dot or arrow. */
struct calls {
    struct tokens tokens;
    const char *source;
    char before;
};

static bool to_standard_error(struct tokens t)
{
    const char *token;
    (void)tokens_next(&t, &token); /* the bracket */
    size_t length = tokens_next(&t, &token);
    return token_is(token, length, "stderr") || token_is(token, length, "STDERR_FILENO");
}

/* The next call at *word; its length, 0 at the end. What is written to standard error is no call:
 * nobody grades it. */
static size_t next_call(struct calls *c, const char **word, int *line)
{
    for (size_t length; (length = tokens_next(&c->tokens, word));) {
        const char *behind;
        struct tokens ahead = c->tokens;
        bool member = c->before == '.' || c->before == '>';
        bool called = tokens_next(&ahead, &behind) && *behind == '(';
        c->before = (*word)[length - 1];
        *line = c->tokens.line;
        if (called && !member && !to_standard_error(c->tokens))
            return length;
    }
    return 0;
}

static void add_mutants(struct mutants *out, const char *word, size_t length, int line,
                        const char *source)
{
    for (size_t i = 0; i < CHANGE_COUNT; i++) {
        const struct change *c = &changes[i];
        bool another_partner = i > 0 && strcmp(changes[i - 1].by, c->by) == 0 &&
                               strcmp(changes[i - 1].call, c->call) == 0;
        if (token_is(word, length, c->call) && !another_partner)
            *GROW(out->items, out->count, out->capacity) =
                (struct mutant){c->fault, c->call, line, (size_t)(word - source)};
    }
}

void mutants_find(const char *source, struct mutants *out)
{
    struct calls calls = {{source, 1}, source, 0};
    const char *word;
    int line;
    *out = (struct mutants){0};
    for (size_t length; (length = next_call(&calls, &word, &line));)
        add_mutants(out, word, length, line, source);
}

void mutants_free(struct mutants *m)
{
    free(m->items);
    *m = (struct mutants){0};
}

/* What a call of `word` at `offset` becomes in the mutant; NULL: it stays. */
static const char *replacement(const struct mutant *m, const char *word, size_t length,
                               size_t offset)
{
    for (size_t i = 0; i < CHANGE_COUNT; i++) {
        const struct change *c = &changes[i];
        if (strcmp(c->fault, m->fault) != 0 || strcmp(c->call, m->call) != 0)
            continue;
        if (offset == m->offset)
            return c->by;
        if (c->partner && token_is(word, length, c->partner))
            return c->partner_by;
    }
    return NULL;
}

static void begin_text(struct buffer *out)
{
    buffer_add(out, mutant_faults_begin, (size_t)(mutant_faults_end - mutant_faults_begin));
    buffer_puts(out, "#line 1\n");
}

char *mutant_text(const char *source, const struct mutant *m)
{
    struct calls calls = {{source, 1}, source, 0};
    struct buffer out = {0};
    const char *word, *copied = source;
    int line;
    begin_text(&out);
    for (size_t length; (length = next_call(&calls, &word, &line));) {
        const char *by = replacement(m, word, length, (size_t)(word - source));
        if (!by)
            continue;
        buffer_add(&out, copied, (size_t)(word - copied));
        buffer_puts(&out, by);
        copied = word + length;
    }
    buffer_puts(&out, copied);
    return buffer_take(&out);
}

char *mutant_probe(const char *source, const struct mutant *m)
{
    struct buffer out = {0};
    begin_text(&out);
    buffer_add(&out, source, m->offset);
    buffer_printf(&out, "(abort(), %s)", m->call);
    buffer_puts(&out, source + m->offset + strlen(m->call));
    return buffer_take(&out);
}

int mutants_know(const char *fault, size_t length)
{
    for (size_t i = 0; i < CHANGE_COUNT; i++)
        if (token_is(fault, length, changes[i].fault))
            return 1;
    return 0;
}
