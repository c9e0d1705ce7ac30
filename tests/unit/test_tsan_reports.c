/* Reports recorded from gcc 12's and clang 14's ThreadSanitizer (reports/record.sh) become
 * findings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <dlfcn.h>
#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "engine/engine.h"
#include "engine/symbolizer.h"
#include "engine/tsan_report.h"

static char *read_report(const char *name)
{
    cleanup_free char *here = xstrdup(__FILE__);
    char *slash = strrchr(here, '/');
    *(slash ? slash : here) = '\0';
    cleanup_free char *path = xasprintf("%s/reports/%s.txt", slash ? here : ".", name);
    FILE *f = fopen(path, "r");
    if (!f)
        fail_msg("cannot open %s", path);
    struct buffer text = {0};
    char block[4096];
    for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;)
        buffer_add(&text, block, n);
    fclose(f);
    return buffer_take(&text);
}

static void parse(const char *log, const char *source, struct trace *t)
{
    *t = (struct trace){0};
    tsan_parse_reports(log, source, NULL, t);
}

static void parse_file(const char *compiler, const char *name, struct trace *t)
{
    cleanup_free char *file = xasprintf("%s_%s", compiler, name);
    cleanup_free char *source = xasprintf("%s.c", name);
    cleanup_free char *log = read_report(file);
    parse(log, source, t);
}

/* Everything that is said of a finding, for searching. */
static char *all_text(const struct finding *f)
{
    return xasprintf("%s\n%s", f->message, f->details ? f->details : "");
}

#define assert_says(f, what)                                                                       \
    do {                                                                                           \
        cleanup_free char *said_ = all_text(f);                                                    \
        if (!strstr(said_, what))                                                                  \
            fail_msg("\"%s\" is missing in:\n%s", what, said_);                                    \
    } while (0)

#define assert_says_not(f, what)                                                                   \
    do {                                                                                           \
        cleanup_free char *said_ = all_text(f);                                                    \
        if (strstr(said_, what))                                                                   \
            fail_msg("\"%s\" should not be in:\n%s", what, said_);                                 \
    } while (0)

static const char *const compilers[] = {"gcc", "clang"};

/* What each report must come to; the same from both compilers. */
static const struct expected {
    const char *name;
    size_t index, count; /* which finding, of how many */
    enum check_kind kind;
    const char *code;
    bool is_note;
    int line; /* one of the finding's locations */
    const char *says[5];
} expected[] = {
    {"race_global",
     0,
     1,
     KIND_RACE,
     "data-race",
     false,
     8,
     {"the variable `funds`", "(started at race_global.c:15 to run `withdraw`)", "in `withdraw`",
      "pthread_mutex_lock", "was started by the main thread at\n    race_global.c:14 in main"}},
    {"race_heap",
     0,
     1,
     KIND_RACE,
     "data-race",
     false,
     7,
     {"the 80 bytes that `calloc` gave (at race_heap.c:16)", "to run `worker`", "in `deposit`",
      "race_heap.c:11 in worker", "the memory was given to the main thread at"}},
    {"race_stack",
     0,
     1,
     KIND_RACE,
     "data-race",
     false,
     6,
     {"a local variable of the main thread", "the address of a local variable", "race_stack.c:14"}},
    {"race_field",
     0,
     1,
     KIND_RACE,
     "data-race",
     false,
     7,
     {"the variable `shop", "to run `customer`", "in `add`"}},
    {"race_static", 0, 1, KIND_RACE, "data-race", false, 7, {"text", "(by calling `snprintf`)"}},
    {"race_two_locks",
     0,
     1,
     KIND_RACE,
     "data-race",
     false,
     10,
     {"Each holds a lock, but not the same one", "first used at race_two_locks.c:9",
      "use one mutex"}},
    {"race_one_lock",
     0,
     1,
     KIND_RACE,
     "data-race",
     false,
     18,
     {"Only thread 2 holds a lock there", "thread 3 does not ask for it",
      "The sleep at race_one_lock.c:17"}},
    {"race_atomic",
     0,
     1,
     KIND_RACE,
     "data-race",
     false,
     15,
     {"`hits`", "atomically", "the other is a plain access"}},
    {"race_fd",
     0,
     1,
     KIND_RACE,
     "data-race",
     false,
     18,
     {"the file descriptor 3 (opened at race_fd.c:15)", "the main thread closes it", "used it",
      "after pthread_join"}},
    {"race_exit", 0, 2, KIND_RACE, "data-race", false, 16, {"`done`", "pthread_join"}},
    {"race_exit",
     1,
     2,
     KIND_CLEANUP,
     "thread-leak",
     false,
     14,
     {"started at race_exit.c:14", "pthread_join", "pthread_detach"}},
    {"race_fork", 0, 1, KIND_RACE, "data-race", false, 9, {"`sum`", "to run `worker`"}},
    {"race_free",
     0,
     1,
     KIND_MEMORY,
     "heap-use-after-free",
     false,
     9,
     {"writes to it at race_free.c:9", "the main thread freed it before at race_free.c:17",
      "joined"}},
    {"race_free2",
     0,
     1,
     KIND_RACE,
     "data-race",
     false,
     17,
     {"the main thread frees it at race_free2.c:17", "wrote it at race_free2.c:8"}},
    {"race_mutex_destroy",
     0,
     1,
     KIND_RACE,
     "data-race",
     false,
     16,
     {"destroys it", "locked it", "`lock`"}},
    {"race_tls",
     0,
     1,
     KIND_RACE,
     "data-race",
     false,
     7,
     {"thread-local variable of the main thread"}},
    {"barrier_destroy", 1, 2, KIND_RACE, "data-race", true, 20, {"destroys it", "waited at it"}},
    {"barrier_destroy", 0, 2, KIND_RACE, "data-race", false, 18, {"a local variable"}},
    {"lock_order",
     0,
     1,
     KIND_DEADLOCK,
     "lock-order-inversion",
     true,
     16,
     {"thread 2 takes", "at lock_order.c:7", "(taken at lock_order.c:6)", "thread 3 takes",
      "at lock_order.c:16"}},
    {"lock_order_heap",
     0,
     1,
     KIND_DEADLOCK,
     "lock-order-inversion",
     true,
     7,
     {"thread 4 takes", "while it holds"}},
    {"unlock_unlocked", 0, 1, KIND_RACE, "bad-unlock", false, 7, {"`lock`", "does not hold it"}},
    {"unlock_foreign", 0, 1, KIND_RACE, "bad-unlock", false, 6, {"`lock`", "does not hold it"}},
    {"destroy_locked",
     0,
     1,
     KIND_RACE,
     "destroy-locked",
     false,
     6,
     {"`lock`", "still locked", "it was locked at destroy_locked.c:5"}},
    {"use_destroyed", 0, 3, KIND_RACE, "invalid-mutex", false, 10, {"already destroyed"}},
    {"use_destroyed", 1, 3, KIND_RACE, "bad-unlock", false, 11, {"A mutex"}},
    {"thread_leak", 0, 2, KIND_CLEANUP, "thread-leak", false, 12, {"thread 2, started at"}},
    {"thread_leak", 1, 2, KIND_CLEANUP, "thread-leak", false, 14, {"and 2 more", "for them"}},
    {"use_after_free",
     0,
     1,
     KIND_MEMORY,
     "heap-use-after-free",
     false,
     8,
     {"reads it at use_after_free.c:8", "had freed it before at use_after_free.c:7"}},
    {"signal_unsafe", 0, 1, KIND_MEMORY, "signal-unsafe", true, 8, {"calls `malloc`"}},
    {"signal_errno", 0, 1, KIND_MEMORY, "signal-errno", true, 6, {"errno"}},
    {"fence", 0, 1, KIND_RACE, "data-race", false, 9, {"`data`"}},
    {"invalid_mutex", 0, 1, KIND_MEMORY, "crash", false, 6, {"invalid_mutex.c:6"}},
};

static bool has_line(const struct finding *f, int line)
{
    for (size_t i = 0; i < f->location_count; i++)
        if (f->locations[i].line == line)
            return true;
    return false;
}

static void check_report(const char *compiler, const struct expected *e)
{
    struct trace t;
    parse_file(compiler, e->name, &t);
    if (t.finding_count != e->count)
        fail_msg("%s %s: %zu findings", compiler, e->name, t.finding_count);
    const struct finding *f = &t.findings[e->index];
    assert_string_equal(check_kind_name(f->kind), check_kind_name(e->kind));
    assert_string_equal(f->code, e->code);
    assert_int_equal(f->is_note, e->is_note);
    if (!has_line(f, e->line))
        fail_msg("%s %s: line %d is not among the places of:\n%s", compiler, e->name, e->line,
                 f->message);
    for (size_t i = 0; i < 5 && e->says[i]; i++)
        assert_says(f, e->says[i]);
    trace_free(&t);
}

static void test_recorded_reports(void **state)
{
    (void)state;
    for (size_t c = 0; c < sizeof compilers / sizeof *compilers; c++)
        for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
            check_report(compilers[c], &expected[i]);
}

static void test_only_own_frames(void **state)
{
    (void)state;
    for (size_t c = 0; c < sizeof compilers / sizeof *compilers; c++) {
        struct trace t;
        parse_file(compilers[c], "race_static", &t);
        assert_says_not(&t.findings[0], "libsanitizer");
        assert_says_not(&t.findings[0], "sanitizer_common");
        assert_says_not(&t.findings[0], "/src/");
        assert_string_equal(t.findings[0].locations[0].file, "race_static.c");
        assert_string_equal(t.findings[0].locations[0].function, "describe");
        trace_free(&t);
    }
}

/* Reports of several processes follow each other in one log. */
static void test_same_lines_once(void **state)
{
    (void)state;
    cleanup_free char *one = read_report("gcc_race_global");
    cleanup_free char *other = read_report("gcc_race_two_locks");
    cleanup_free char *log = xasprintf("%s%s%s", one, other, one);
    struct trace t = {0};
    tsan_parse_reports(log, NULL, NULL, &t);
    assert_int_equal(t.finding_count, 2);
    trace_free(&t);
}

static void test_running_thread_is_no_leak(void **state)
{
    (void)state;
    struct trace t;
    parse("WARNING: ThreadSanitizer: thread leak (pid=9)\n"
          "  Thread T1 (tid=11, running) created by main thread at:\n"
          "    #0 pthread_create x.cpp:1 (libtsan.so.2+0x5e686)\n"
          "    #1 main /src/a.c:12 (a+0x11db)\n",
          "a.c", &t);
    assert_int_equal(t.finding_count, 0);
    trace_free(&t);
}

/* Threads are called as in the rest of the trace: the detector's own thread does not count. */
static void test_thread_numbers(void **state)
{
    (void)state;
    struct trace t = {0};
    trace_add_task(&t, TASK_INITIAL, -1);
    int service = trace_add_task(&t, TASK_THREAD, 0);
    t.tasks[service].service = true;
    int child = trace_add_task(&t, TASK_PROCESS, 0);
    trace_add_task(&t, TASK_THREAD, child);
    int second = trace_add_task(&t, TASK_THREAD, child);
    cleanup_free char *log = read_report("gcc_race_fork");
    tsan_parse_reports(log, "race_fork.c", NULL, &t);
    cleanup_free char *name = xasprintf("%s (started", trace_task_name(&t, second));
    assert_says(&t.findings[0], name);
    trace_free(&t);
}

static void test_own_trouble(void **state)
{
    (void)state;
    static const char *const troubles[] = {
        "FATAL: ThreadSanitizer: unexpected memory mapping 0x5603ad5e0000-0x5603ad5e1000\n",
        "==9==FATAL: ThreadSanitizer CHECK failed: tsan_rtl.cpp:1\n",
        "ThreadSanitizer: CHECK failed: tsan_platform_linux.cpp:1 \"((0)) != (0)\"\n",
        "==9==ERROR: ThreadSanitizer failed to allocate 0x4000 (16384) bytes of vector\n",
        "==================\nThreadSanitizer: Thread limit (8128) reached. Dying.\n",
    };
    for (size_t i = 0; i < sizeof troubles / sizeof *troubles; i++) {
        cleanup_free char *line = tsan_own_trouble(troubles[i]);
        assert_non_null(line);
        struct trace t;
        parse(troubles[i], "a.c", &t);
        assert_int_equal(t.finding_count, 0);
        trace_free(&t);
    }
    cleanup_free char *log = read_report("gcc_race_global");
    assert_null(tsan_own_trouble(log));
    assert_null(tsan_own_trouble(""));
}

/* ---- with a symbolizer: this test's own executable stands for the student's */

static struct shop {
    int open;
    struct {
        char name[8];
        long price;
    } items[4];
} shop;
static int tills[5];

static uint64_t offset_of(const void *address)
{
    Dl_info info;
    assert_true(dladdr(address, &info));
    return (uint64_t)address - (uint64_t)info.dli_fbase;
}

__attribute__((noinline)) static int marked(int x)
{
    return x + shop.open + tills[0]; /* line number below */
}
enum { MARKED_LINE = __LINE__ - 2 };

static void test_symbolizer_code(void **state)
{
    (void)state;
    struct symbolizer *s = symbolizer_open("/proc/self/exe");
    struct symbol symbol[4];
    uint64_t offset = offset_of((const void *)(uintptr_t)marked);
    assert_int_equal(symbolizer_code(s, "grader", offset + 1, symbol, 4), 1);
    assert_string_equal(symbol[0].function, "marked");
    assert_string_equal(symbol[0].file, "test_tsan_reports.c");
    assert_in_range(symbol[0].line, MARKED_LINE - 3, MARKED_LINE + 1);
    symbol_free(&symbol[0]);
    assert_int_equal(symbolizer_code(s, "grader", UINT64_C(1) << 60, symbol, 4), 0);
    assert_int_equal(symbolizer_code(s, "../../etc/passwd.so", 16, symbol, 4), 0);
    assert_int_equal(symbolizer_code(s, "no_such_library.so", 16, symbol, 4), 0);
    symbolizer_close(s);
    s = symbolizer_open("/nonexistent");
    assert_int_equal(symbolizer_code(s, "grader", offset, symbol, 4), 0);
    assert_null(symbolizer_variable(s, 0x4000));
    assert_false(symbolizer_calls(s, "flock"));
    symbolizer_close(s);
}

static void assert_variable(struct symbolizer *s, const void *address, const char *name)
{
    cleanup_free char *found = symbolizer_variable(s, offset_of(address));
    assert_non_null(found);
    assert_string_equal(found, name);
}

static void test_symbolizer_variables(void **state)
{
    (void)state;
    static int inside = 1;
    struct symbolizer *s = symbolizer_open("/proc/self/exe");
    assert_variable(s, &shop, "shop.open");
    assert_variable(s, &shop.items[2].price, "shop.items[2].price");
    assert_variable(s, &shop.items[1].name[3], "shop.items[1].name");
    assert_variable(s, &tills[3], "tills[3]");
    assert_variable(s, &inside, "inside");
    symbolizer_close(s);
}

/* A race with nothing but addresses: names, lines and the variable are looked up. */
static void test_unsymbolized_race(void **state)
{
    (void)state;
    uint64_t code = offset_of((const void *)(uintptr_t)marked) + 1;
    uint64_t data = offset_of(&tills[3]);
    uint64_t lock = offset_of(&tills[1]);
    uint64_t base = 0x555555554000;
    cleanup_free char *log = xasprintf(
        "WARNING: ThreadSanitizer: data race (pid=9)\n"
        "  Write of size 4 at 0x%1$llx by thread T1 (mutexes: write M0):\n"
        "    #0 0x%2$llx <null> <null> (prog+0x%3$llx) (BuildId: da14)\n\n"
        "  Previous read of size 4 at 0x%1$llx by main thread:\n"
        "    #0 0x%2$llx <null> <null> (prog+0x%3$llx)\n\n"
        "  Location is global '<null>' at 0x000000000000 (prog+0x%4$llx)\n\n"
        "  Mutex M0 (0x%5$llx) created at:\n"
        "    #0 0x7f0000000000 <null> <null> (libtsan.so.2+0x5e686)\n\n",
        (unsigned long long)(base + data), (unsigned long long)(base + code + 1),
        (unsigned long long)code, (unsigned long long)data, (unsigned long long)(base + lock));
    struct trace t = {0};
    struct symbolizer *s = symbolizer_open("/proc/self/exe");
    tsan_parse_reports(log, "test_tsan_reports.c", s, &t);
    assert_int_equal(t.finding_count, 1);
    assert_says(&t.findings[0], "the variable `tills[3]`");
    assert_says(&t.findings[0], "in `marked`");
    assert_says(&t.findings[0], "test_tsan_reports.c:");
    assert_says(&t.findings[0], "(`tills[1]`)");
    symbolizer_close(s);
    trace_free(&t);
}

/* This executable calls flock, and not mq_send: so its races do not count. */
static void test_doubt(void **state)
{
    (void)state;
    struct trace t;
    struct symbolizer *s = symbolizer_open("/proc/self/exe");
    flock(-1, LOCK_UN);
    assert_true(symbolizer_calls(s, "flock"));
    assert_false(symbolizer_calls(s, "mq_send"));
    assert_false(symbolizer_calls(s, "floc"));
    cleanup_free char *race = read_report("gcc_race_global");
    cleanup_free char *leak = read_report("gcc_thread_leak");
    cleanup_free char *log = xasprintf("%s%s", race, leak);
    parse(log, NULL, &t);
    tsan_doubt_races(&t, s);
    assert_true(t.findings[0].is_note);
    assert_says(&t.findings[0], "the program uses flock");
    assert_false(t.findings[1].is_note);
    t.end = RUN_SIGNALED;
    t.status = SIGSEGV;
    tsan_doubt_crash(&t, s);
    assert_null(t.unsupported);
    symbolizer_close(s);
    trace_free(&t);
    /* A program that cannot be looked into is not doubted. */
    s = symbolizer_open("/nonexistent");
    parse(race, NULL, &t);
    tsan_doubt_races(&t, s);
    assert_false(t.findings[0].is_note);
    symbolizer_close(s);
    trace_free(&t);
}

/* ---- anything may stand in the log */

static uint64_t random_state = 1;

static uint32_t random_number(uint32_t below)
{
    random_state = random_state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (uint32_t)(random_state >> 33) % below;
}

/* Changes, drops, doubles and swaps bytes and lines. */
static void damage(struct buffer *b)
{
    static const char bytes[] = "\n  #(+0x:')<M\x01\xff\t9";
    unsigned changes = 1 + random_number(40);
    for (unsigned i = 0; i < changes && b->length > 8; i++) {
        size_t at = random_number((uint32_t)b->length), rest = b->length - at;
        size_t size = random_number(60) % rest;
        switch (random_number(4)) {
        case 0:
            b->data[at] = bytes[random_number(sizeof bytes - 1)];
            break;
        case 1:
            memmove(b->data + at, b->data + at + size, rest - size);
            b->length -= size;
            break;
        case 2: {
            size_t from = random_number((uint32_t)(b->length - size + 1));
            memmove(b->data + at, b->data + from, size);
            break;
        }
        default:
            b->data[at] = (char)(1 + random_number(255));
        }
    }
    b->data[b->length] = '\0';
}

static void test_any_bytes(void **state)
{
    (void)state;
    struct symbolizer *s = symbolizer_open("/proc/self/exe");
    for (unsigned round = 0; round < 30; round++)
        for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
            cleanup_free char *name = xasprintf("%s_%s", compilers[round % 2], expected[i].name);
            cleanup_free char *log = read_report(name);
            struct buffer b = {0};
            buffer_puts(&b, log);
            damage(&b);
            struct trace t = {0};
            tsan_parse_reports(b.data, round % 3 ? NULL : "race_heap.c", s, &t);
            free(tsan_own_trouble(b.data));
            assert_in_range(t.finding_count, 0, 32);
            for (size_t j = 0; j < t.finding_count; j++)
                assert_non_null(t.findings[j].message);
            trace_free(&t);
            buffer_free(&b);
        }
    symbolizer_close(s);
}

/* Forged reports without end neither hang it nor grow without limit. */
static void test_many_reports(void **state)
{
    (void)state;
    struct buffer b = {0};
    for (int i = 0; i < 3000; i++)
        buffer_printf(
            &b,
            "WARNING: ThreadSanitizer: data race (pid=1)\n"
            "  Write of size 99999999999999999999 at 0xffffffffffffffffff by thread T4294967297:\n"
            "    #0 f /src/a.c:%d (a+0x1)\n",
            i);
    struct trace t;
    parse(b.data, "a.c", &t);
    assert_in_range(t.finding_count, 1, 32);
    trace_free(&t);
    buffer_free(&b);
}

int main(void)
{
    if (marked(0))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recorded_reports),  cmocka_unit_test(test_only_own_frames),
        cmocka_unit_test(test_same_lines_once),   cmocka_unit_test(test_running_thread_is_no_leak),
        cmocka_unit_test(test_thread_numbers),    cmocka_unit_test(test_own_trouble),
        cmocka_unit_test(test_symbolizer_code),   cmocka_unit_test(test_symbolizer_variables),
        cmocka_unit_test(test_unsymbolized_race), cmocka_unit_test(test_doubt),
        cmocka_unit_test(test_any_bytes),         cmocka_unit_test(test_many_reports),
    };
    return cmocka_run_group_tests_name("tsan_reports", tests, NULL, NULL);
}
