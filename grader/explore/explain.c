#include "explore/explain.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"

#define CODE_BASE UINT64_C(0x400000) /* programs are linked without -pie */

/* Where a return address came from: "line 12 (add_item)"; the place is added to the finding. */
static void tell_place(struct buffer *b, struct finding *f, struct symbolizer *symbols, uint64_t pc)
{
    struct symbol symbol = {0};
    if (pc <= CODE_BASE || pc > UINT32_MAX ||
        symbolizer_code(symbols, "prog", pc - 1 - CODE_BASE, &symbol, 1) == 0 || !symbol.file) {
        buffer_puts(b, "an unknown place");
        symbol_free(&symbol);
        return;
    }
    buffer_printf(b, "%s:%d", symbol.file, symbol.line);
    if (symbol.function)
        buffer_printf(b, " in %s", symbol.function);
    finding_add_location(f, symbol.file, symbol.line, symbol.function);
    symbol_free(&symbol);
}

static void tell_task(struct buffer *b, unsigned task)
{
    if (task == 0)
        buffer_puts(b, "the main thread");
    else
        buffer_printf(b, "thread %u", task + 1);
}

static struct finding *begin(struct trace *out, enum check_kind kind, const char *code)
{
    return trace_add_finding(out, kind, code, "");
}

static void finish(struct finding *f, struct buffer *b)
{
    free(f->message);
    f->message = buffer_take(b);
}

/* ---- data races */

static const char *access_words(const struct rt_race *race, const struct rt_access *a)
{
    if (race->object_kind == RT_OBJECT_STREAM)
        return "uses it";
    if (a->is_free)
        return "frees it";
    if (a->is_atomic)
        return a->is_write ? "changes it atomically" : "reads it atomically";
    return a->is_write ? "writes to it" : "reads it";
}

static void tell_access(struct buffer *b, struct finding *f, struct symbolizer *symbols,
                        const struct rt_race *race, const struct rt_access *a)
{
    tell_task(b, a->task);
    buffer_printf(b, " %s at ", access_words(race, a));
    tell_place(b, f, symbols, a->pc);
}

static void explain_race(const struct rt_race *race, struct symbolizer *symbols, struct trace *out)
{
    struct finding *f = begin(out, KIND_RACE, "race");
    struct buffer b = {0};
    cleanup_free char *name = NULL;
    if (race->second.address > CODE_BASE && race->second.address < UINT32_MAX)
        name = symbolizer_variable(symbols, race->second.address - CODE_BASE);
    if (name)
        buffer_printf(&b, "A data race on %s: ", name);
    else if (race->object_kind == RT_OBJECT_HEAP)
        buffer_puts(&b, "A data race on memory from malloc: ");
    else if (race->object_kind == RT_OBJECT_STREAM)
        buffer_puts(&b, "A data race on a stream (FILE), whose lock putc_unlocked and its like do "
                        "not take: ");
    else
        buffer_puts(&b, "A data race: ");
    tell_access(&b, f, symbols, race, &race->first);
    buffer_puts(&b, ", and ");
    tell_access(&b, f, symbols, race, &race->second);
    buffer_puts(&b, ". Nothing says which of the two comes first: no lock that both hold, no join "
                    "or signal between them");
    finish(f, &b);
}

/* ---- who is stuck where */

static const char *waits_for(uint64_t kind)
{
    switch (kind) {
    case RT_LOCK:
    case RT_TIMEDLOCK:
        return "waits for a lock";
    case RT_READLOCK:
    case RT_WRITELOCK:
        return "waits for a read-write lock";
    case RT_COND_WOKEN:
        return "waits for a signal on a condition variable";
    case RT_SEM_WAIT:
        return "waits for a semaphore";
    case RT_BARRIER:
        return "waits at a barrier for others to come";
    case RT_JOINING:
        return "waits for a thread to end";
    case RT_ONCE:
        return "waits for the end of a function that runs once";
    case RT_LOCK_STREAM:
    case RT_STDIO:
        return "waits for the lock of a stream";
    case RT_PIPE:
        return "waits for what comes, or goes, through a pipe";
    default:
        return "looks at the same values again and again";
    }
}

static void tell_stuck(struct buffer *b, struct finding *f, struct symbolizer *symbols,
                       const struct rt_record *r)
{
    bool is_join = r->value == RT_JOINING;
    buffer_puts(b, "; ");
    tell_task(b, r->task);
    buffer_printf(b, " %s", waits_for(r->value));
    cleanup_free char *name = NULL;
    if (!is_join && r->object > CODE_BASE && r->object < UINT32_MAX)
        name = symbolizer_variable(symbols, r->object - CODE_BASE);
    if (name)
        buffer_printf(b, " (%s)", name);
    buffer_puts(b, " at ");
    tell_place(b, f, symbols, r->pc);
    if (r->other >= 0 && r->other < RT_MAX_TASKS) {
        buffer_puts(b, is_join ? ": " : ", which is held by ");
        tell_task(b, (unsigned)r->other);
    }
}

/* ---- a schedule */

static void explain_stuck(struct log_reader w, bool spins, struct symbolizer *symbols,
                          struct trace *out)
{
    struct finding *f = begin(out, KIND_DEADLOCK, "deadlock");
    struct buffer b = {0};
    buffer_puts(&b, spins ? "The program goes round in circles for ever: nobody does what the "
                            "others look for"
                          : "The program stands still for ever (a deadlock)");
    for (const struct rt_record *r; (r = log_next_record(&w));)
        if (r->kind == RT_STUCK)
            tell_stuck(&b, f, symbols, r);
    finish(f, &b);
}

static void explain_assert(struct log_reader w, uint64_t pc, struct symbolizer *symbols,
                           struct trace *out)
{
    struct finding *f = begin(out, KIND_OUTPUT, "assert");
    struct buffer b = {0};
    buffer_puts(&b, "The program gave up");
    for (const struct rt_record *r; (r = log_next_record(&w));) {
        if (r->kind == RT_ASSERT && r->object == RT_FAILED_CALL)
            buffer_printf(&b, ": it called %.*s()", (int)r->size, log_text(r));
        else if (r->kind == RT_ASSERT && r->size)
            buffer_printf(&b, ": assert() found that this does not hold: %.*s", (int)r->size,
                          log_text(r));
        else if (r->kind == RT_ASSERT)
            buffer_puts(&b, " by abort()");
    }
    buffer_puts(&b, ", at ");
    tell_place(&b, f, symbols, pc);
    finish(f, &b);
}

static bool has_misuse(struct log_reader w, uint64_t misuse)
{
    for (const struct rt_record *r; (r = log_next_record(&w));)
        if (r->kind == RT_MISUSE && r->value == misuse)
            return true;
    return false;
}

static void explain_crash(const struct rt_schedule *s, struct log_reader records,
                          struct symbolizer *symbols, struct trace *out)
{
    struct finding *f = begin(out, KIND_MEMORY, "crash");
    struct buffer b = {0};
    if (has_misuse(records, RT_MISUSE_USE_AFTER_FREE))
        buffer_puts(&b, "The program uses memory after it was freed, at ");
    else if (has_misuse(records, RT_MISUSE_FREE))
        buffer_puts(&b, "The program frees what is no block of memory, or frees it twice, at ");
    else if (s->status == SIGABRT && has_misuse(records, RT_MISUSE_OVERFLOW))
        buffer_puts(&b, "The program uses memory outside of the block that it got from malloc(): "
                        "past its end or before its start, at ");
    else
        buffer_printf(&b, "The program crashed (signal %u, %s) at ", s->status,
                      s->status < 65 ? strsignal((int)s->status) : "unknown");
    tell_place(&b, f, symbols, s->pc + 1);
    finish(f, &b);
}

static void explain_exit(const struct rt_schedule *s, struct symbolizer *symbols, struct trace *out)
{
    struct finding *f = begin(out, KIND_OUTPUT, "exit");
    struct buffer b = {0};
    buffer_printf(&b, "The program ended with status %u, not 0, from ", s->status);
    tell_place(&b, f, symbols, s->pc);
    finish(f, &b);
}

static void explain_end(const struct rt_schedule *s, struct log_reader records, unsigned what,
                        struct symbolizer *symbols, struct trace *out)
{
    switch (s->end) {
    case RT_END_DEADLOCK:
    case RT_END_LIVELOCK:
        explain_stuck(records, s->end == RT_END_LIVELOCK, symbols, out);
        break;
    case RT_END_ASSERT:
        explain_assert(records, s->pc, symbols, out);
        break;
    case RT_END_SIGNAL:
        explain_crash(s, records, symbols, out);
        break;
    case RT_END_EXIT:
        if (s->status != 0 && what & EXPLAIN_STATUS)
            explain_exit(s, symbols, out);
        break;
    default:
        break;
    }
}

void explore_explain(const struct log_schedule *s, const struct rt_race *races, unsigned what,
                     struct symbolizer *symbols, struct trace *out)
{
    explain_end(s->head, s->records, what, symbols, out);
    uint32_t first = s->head->first_race;
    for (uint32_t i = 0; what & EXPLAIN_RACES && i < s->head->race_count && i < RT_MAX_RACES; i++)
        if (first < RT_MAX_RACES - i)
            explain_race(&races[first + i], symbols, out);
}

/* ---- notes */

/* NULL: it is a fault, and told as one. */
static const char *misuse_words(uint32_t misuse)
{
    switch (misuse) {
    case RT_MISUSE_UNLOCK_UNLOCKED:
        return "What is unlocked is not locked";
    case RT_MISUSE_UNLOCK_FOREIGN:
        return "What is unlocked was locked by another thread";
    case RT_MISUSE_DESTROY_LOCKED:
        return "What is destroyed is still locked, or waited for";
    case RT_MISUSE_DESTROYED:
        return "What is used was destroyed before";
    case RT_MISUSE_WAIT_UNLOCKED:
        return "The mutex is not locked by the thread that waits on the condition variable";
    case RT_MISUSE_JOIN_TWICE:
        return "The thread was joined or detached before";
    case RT_MISUSE_UNJOINED:
        return "A thread that is started here is neither joined nor detached: the program can end "
               "before it";
    default:
        return NULL;
    }
}

static void explain_note(const struct rt_note *note, struct symbolizer *symbols, struct trace *out)
{
    const char *words = misuse_words(note->misuse);
    bool of_thread = note->misuse == RT_MISUSE_UNJOINED;
    struct buffer b = {0};
    if (!words)
        return;
    struct finding *f =
        begin(out, of_thread ? KIND_CLEANUP : KIND_RACE, of_thread ? "unjoined" : "misuse");
    f->is_note = true;
    buffer_puts(&b, words);
    cleanup_free char *name = NULL;
    if (note->object > CODE_BASE && note->object < UINT32_MAX)
        name = symbolizer_variable(symbols, note->object - CODE_BASE);
    if (name)
        buffer_printf(&b, " (%s)", name);
    buffer_puts(&b, ", at ");
    tell_place(&b, f, symbols, note->pc);
    finish(f, &b);
}

void explore_explain_notes(const struct rt_note *notes, uint32_t count, struct symbolizer *symbols,
                           struct trace *out)
{
    for (uint32_t i = 0; i < count && i < RT_MAX_NOTES; i++)
        explain_note(&notes[i], symbols, out);
}
