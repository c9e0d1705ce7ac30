/* What an explored program says is not trusted: logs that lie, and schedules as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "explore/log.h"
#include "explore/story.h"
#include "explore/trace.h"

/* A log that is made by hand; 8-byte aligned as the real one. */
struct made {
    _Alignas(8) unsigned char bytes[65536];
    size_t size;
    struct rt_schedule *head;
};

static void begin_schedule(struct made *m, uint32_t end)
{
    memset(m, 0, sizeof *m);
    m->head = (struct rt_schedule *)m->bytes;
    m->size = sizeof *m->head;
    m->head->end = end;
    m->head->size = (uint32_t)m->size;
}

static struct rt_record *add_record(struct made *m, uint16_t kind, uint16_t task, const char *text)
{
    struct rt_record *r = (struct rt_record *)(m->bytes + m->size);
    r->kind = kind;
    r->task = task;
    r->other = -1;
    r->size = (uint32_t)strlen(text);
    memcpy(r + 1, text, r->size);
    m->size += sizeof *r + ((r->size + 7) & ~7u);
    m->head->size = (uint32_t)m->size;
    m->head->record_count++;
    return r;
}

static bool read_it(const struct made *m, struct trace *out)
{
    struct log_reader reader = {m->bytes, m->bytes + m->size};
    struct log_schedule s;
    static char *const files[] = {"invoice.txt", NULL};
    return log_next_schedule(&reader, &s) && explore_trace(&s, files, NULL, out);
}

static void test_a_schedule_becomes_a_trace(void **state)
{
    (void)state;
    static struct made m;
    struct trace t;
    begin_schedule(&m, RT_END_EXIT);
    add_record(&m, RT_BIRTH, 0, "")->other = 1;
    struct rt_record *line = add_record(&m, RT_LINE_OUT, 1, "one\ntw");
    line->time_ns = 5;
    add_record(&m, RT_LINE_OUT, 0, "o\n")->arrived = 1;
    add_record(&m, RT_TASK_END, 1, "");
    add_record(&m, RT_JOIN, 0, "")->other = 1;
    add_record(&m, RT_FILE_END, 0, "content")->other = 0;
    assert_true(read_it(&m, &t));
    assert_int_equal(t.task_count, 2);
    assert_int_equal(t.end, RUN_EXITED);
    assert_int_equal(t.event_count, 5);
    assert_string_equal(t.events[1].text, "one");
    assert_int_equal(t.events[1].task, 1);
    assert_int_equal(t.events[1].time_ns, 5);
    assert_string_equal(t.events[2].text, "two");
    assert_int_equal(t.events[2].task, 0);
    /* the second had come before the first was done */
    assert_true(t.events[2].arrived_step < t.events[1].step);
    assert_true(t.tasks[1].ended);
    assert_string_equal(t.files[0].content, "content");
    trace_free(&t);
}

static void test_lies_are_refused(void **state)
{
    (void)state;
    static struct made m;
    struct trace t;
    begin_schedule(&m, RT_END_EXIT); /* a task that was never born */
    add_record(&m, RT_LINE_OUT, 7, "x\n");
    assert_false(read_it(&m, &t));
    begin_schedule(&m, RT_END_EXIT); /* born out of turn */
    add_record(&m, RT_BIRTH, 0, "")->other = 5;
    assert_false(read_it(&m, &t));
    begin_schedule(&m, RT_END_EXIT); /* joins nobody */
    add_record(&m, RT_JOIN, 0, "")->other = -3;
    assert_false(read_it(&m, &t));
    begin_schedule(&m, RT_END_EXIT); /* a file that is not watched */
    add_record(&m, RT_FILE_END, 0, "")->other = 1;
    assert_false(read_it(&m, &t));
    begin_schedule(&m, 77); /* no end that there is */
    assert_false(read_it(&m, &t));
    begin_schedule(&m, RT_END_STEPS); /* nothing is said of it */
    assert_false(read_it(&m, &t));
}

/* Sizes that reach past the log: what lies within is read, and nothing else. */
static void test_sizes_are_checked(void **state)
{
    (void)state;
    static struct made m;
    struct log_schedule s;
    begin_schedule(&m, RT_END_EXIT);
    add_record(&m, RT_LINE_OUT, 0, "fine\n");
    add_record(&m, RT_LINE_OUT, 0, "long\n")->size = UINT32_MAX;
    struct log_reader reader = {m.bytes, m.bytes + m.size};
    assert_true(log_next_schedule(&reader, &s));
    assert_non_null(log_next_record(&s.records));
    assert_null(log_next_record(&s.records));
    static const uint32_t sizes[] = {0, 8, sizeof(struct rt_schedule) - 8, 65537, UINT32_MAX};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        m.head->size = sizes[i];
        reader = (struct log_reader){m.bytes, m.bytes + m.size};
        assert_false(log_next_schedule(&reader, &s));
    }
    begin_schedule(&m, RT_END_EXIT);
    m.head->deviation_count = 100;
    reader = (struct log_reader){m.bytes, m.bytes + m.size};
    assert_false(log_next_schedule(&reader, &s));
    m.head->deviation_count = UINT32_MAX;
    assert_false(log_next_schedule(&reader, &s));
}

/* Whatever bytes the program writes: reading ends, and touches nothing outside. */
static void test_random_bytes(void **state)
{
    (void)state;
    static struct made m;
    uint32_t random = 1;
    for (int round = 0; round < 20000; round++) {
        struct trace t;
        begin_schedule(&m, (uint32_t)round % 6);
        for (int i = 0; i < 6; i++)
            add_record(&m, (uint16_t)(1 + (round + i) % 14), (uint16_t)(i % 3), "some text\n")
                ->other = i % 3;
        for (int i = 0; i < 4; i++) {
            random = random * 1664525 + 1013904223;
            m.bytes[(random >> 8) % m.size] = (unsigned char)(random >> 24);
        }
        if (read_it(&m, &t))
            trace_free(&t);
    }
}

static void test_choices_survive_text(void **state)
{
    (void)state;
    const struct rt_deviation d[] = {{0, RT_CHOOSE_TASK, 12, 3}, {2, RT_CHOOSE_WAITER, 1, 1}};
    const uint64_t places[] = {0x401a2b, 0x40ffff};
    cleanup_free char *text = choices_text(d, 2, places, 2);
    assert_string_equal(text, "0.12=3,2.1:1+401a2b+40ffff");
    struct choices c;
    assert_true(choices_read(text, &c));
    assert_int_equal(c.count, 2);
    assert_memory_equal(c.deviations, d, sizeof d);
    assert_int_equal(c.visible_count, 2);
    assert_memory_equal(c.visible, places, sizeof places);
    choices_free(&c);
    cleanup_free char *nothing = choices_text(NULL, 0, NULL, 0);
    assert_string_equal(nothing, "-");
    assert_true(choices_read(nothing, &c));
    assert_int_equal(c.count, 0);
    choices_free(&c);
    static const char *const wrong[] = {"0",
                                        "0.1",
                                        "0.1=",
                                        "x",
                                        "0.1=2;",
                                        "+",
                                        "0.1=1+zz",
                                        "1.1=2,,",
                                        "999.1=2",
                                        "-1.2=3",
                                        "0.1=99999999999999999999"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(choices_read(wrong[i], &c));
        choices_free(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_schedule_becomes_a_trace), cmocka_unit_test(test_lies_are_refused),
        cmocka_unit_test(test_sizes_are_checked),          cmocka_unit_test(test_random_bytes),
        cmocka_unit_test(test_choices_survive_text),
    };
    return cmocka_run_group_tests_name("explore_log", tests, NULL, NULL);
}
