/* The judge: each rule, what it accepts, what it rejects, and in which words. */
#include <stdio.h>
#include <time.h>

#include "judge_world.h"

#define GREETING                                                                                   \
    "  hello: '^Hello to: (?<name>.*)$'\n"                                                         \
    "  goodbye: '^Goodbye to: (?<name>.*)$'\n"
#define ANN_BEN "  - {id: pair, args: [Ann, Ben]}\n"
#define NOBODY  "  - {id: nobody, args: []}\n"
#define EACH                                                                                       \
    "  - {id: each, kind: output, points: 1, each: [hello, goodbye], of: name, in: args, times: "  \
    "1}\n"
#define GAP                                                                                        \
    "  - {id: gap, kind: time, points: 1, gap: [hello, goodbye], same: name, is: 2 s ± 0.25 s}\n"

/* Two threads greet, wait 2 s, and say goodbye. */
static void greet_well(struct world *w)
{
    int ann = world_task(w, TASK_THREAD), ben = world_task(w, TASK_THREAD);
    world_line(w, ann, 0, "Hello to: Ann");
    world_line(w, ben, 0, "Hello to: Ben");
    world_line(w, ben, 2000, "Goodbye to: Ben");
    world_line(w, ann, 2000, "Goodbye to: Ann");
}

/* ---- each ---- */

static void each_passes(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH);
    greet_well(&w);
    world_passes(&w, "each");
    assert_true(w.verdict.output_passed);
    assert_false(w.verdict.silent);
    assert_int_equal(w.verdict.extra_count, 0);
    world_end(&w);
}

static void each_tells_what_is_missing(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH);
    int ann = world_task(&w, TASK_THREAD);
    world_line(&w, ann, 0, "Hello to: Ann");
    world_line(&w, ann, 0, "Hello to: Ben");
    world_line(&w, ann, 2000, "Goodbye to: Ann");
    world_fails(&w, "each", "the line `Goodbye to: Ben` once", "no such line was printed");
    assert_false(w.verdict.output_passed);
    world_line(&w, ann, 2000, "goodbye  to: Ben");
    world_fails(&w, "each", "the line `Goodbye to: Ben` once",
                "no such line was printed. What comes near is `goodbye  to: Ben`, at 2.000 s, "
                "printed by thread 2: it differs only in spaces and in upper and lower case");
    world_end(&w);
}

static void each_counts_duplicates(void **state)
{
    (void)state;
    struct world w;
    world_begin(
        &w, GREETING, "  - {id: twice, args: [Ann, Ann]}\n",
        "  - {id: each, kind: output, points: 1, each: [hello], of: name, in: args, times: 1}\n");
    world_line(&w, 0, 0, "Hello to: Ann");
    world_fails(&w, "each", "the line `Hello to: Ann` twice",
                "it was printed only once, at 0.000 s, printed by the main thread");
    world_line(&w, 0, 0, "Hello to: Ann");
    world_passes(&w, "each");
    world_line(&w, 0, 1000, "Hello to: Ann");
    world_fails(&w, "each", "the line `Hello to: Ann` twice",
                "it was printed 3 times: first at 0.000 s, printed by the main thread, last at "
                "1.000 s, printed by the main thread");
    world_end(&w);
}

static void each_rejects_strangers(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH);
    greet_well(&w);
    world_line(&w, 0, 2000, "Hello to: Bob");
    world_line(&w, 0, 2000, "Hello to: Rob");
    world_fails(&w, "each", "lines `Hello to: …` only for `Ann`, `Ben`",
                "`Hello to: Bob` came at 2.000 s, printed by the main thread. 1 more line of this "
                "check is missing, or came too often, or is not asked for");
    assert_non_null(
        strstr(world_verdict(&w, "each")->excerpt, "> 2.000 s  the main thread  Hello to: Bob"));
    world_end(&w);
}

/* ---- lines ---- */

#define NUMBERS "  number: '^Number: (?<k>\\d)$'\n"
#define LINES(ordered)                                                                             \
    "  - {id: lines, kind: output, points: 1, lines: [number], are: '{\"Number: 1\", \"Number: "   \
    "2\", "                                                                                        \
    "\"Number: 3\"}', ordered: " ordered "}\n"

static void lines_as_a_set(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, NUMBERS, NOBODY, LINES("false"));
    world_line(&w, 0, 0, "Number: 3");
    world_line(&w, 0, 0, "Number: 1");
    world_fails(&w, "lines", "the line `Number: 2` once", "no such line was printed");
    world_line(&w, 0, 0, "Number: 2");
    world_passes(&w, "lines");
    world_line(&w, 0, 0, "Number: 7");
    world_fails(&w, "lines", "no other line `Number: …` than those asked for",
                "`Number: 7` came at 0.000 s, printed by the main thread");
    world_end(&w);
}

static void lines_in_order(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, NUMBERS, NOBODY, LINES("true"));
    world_line(&w, 0, 0, "Number: 1");
    world_line(&w, 0, 0, "Number: 3");
    world_line(&w, 0, 0, "Number: 2");
    world_fails(&w, "lines", "the line `Number: 2` next after `Number: 1`",
                "`Number: 3` came there, at 0.000 s, printed by the main thread. The lines are all "
                "right, but not their order");
    world_end(&w);
}

static void lines_one_for_another(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, NUMBERS, NOBODY, LINES("false"));
    world_line(&w, 0, 0, "Number: 1");
    world_line(&w, 0, 0, "Number: 2");
    world_line(&w, 0, 0, "Number: 4");
    world_fails(&w, "lines", "the line `Number: 3`",
                "`Number: 4` came in its place, at 0.000 s, printed by the main thread");
    world_end(&w);
}

/* ---- unexpected ---- */

#define UNEXPECTED "  - {id: nothing_else, kind: output, points: 1, unexpected: none}\n"

static void unexpected_lines(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH UNEXPECTED);
    world_fails_with(&w, "nothing_else", "nothing to judge");
    greet_well(&w);
    world_passes(&w, "nothing_else");
    world_line(&w, 1, 2500, "debug: i = 3");
    world_fails(&w, "nothing_else", "only lines that the exercise asks for",
                "`debug: i = 3` came at 2.500 s, printed by thread 2");
    assert_int_equal(w.verdict.extra_count, 0);
    world_end(&w);
}

static void unexpected_says_what_differs(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH UNEXPECTED);
    world_line(&w, 0, 0, "hello to: Ann");
    world_fails_with(&w, "nothing_else",
                     "It differs from `Hello to: Ann` only in upper and lower case");
    world_end(&w);
}

static void unexpected_knows_garbled_lines(void **state)
{
    (void)state;
    struct world w;
    world_begin(
        &w, "  square: '^Square of \\d+ = \\d+$'\n", NOBODY,
        "  - {id: lines, kind: output, points: 1, lines: [square], are: '{\"Square of 2 = 4\", "
        "\"Square of 3 = 9\"}'}\n" UNEXPECTED);
    world_line(&w, 0, 0, "Square of 2 = 4Square of 3 = 9");
    world_line(&w, 0, 0, "");
    world_fails_with(&w, "nothing_else", "two lines run together");
    world_fails_with(&w, "nothing_else", "1 more line is not asked for either");
    w.native.events[0].size = 0;
    world_fails_with(&w, "nothing_else", "an empty line came at 0.000 s");
    world_end(&w);
}

static void last_line_without_newline(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, "  - {id: one, args: [Ann]}\n",
                "  - {id: each, kind: output, points: 1, each: [hello], of: name, in: args, times: "
                "1}\n" UNEXPECTED);
    world_line(&w, 0, 0, "Hello to: Ann")->no_newline = true;
    world_fails_with(&w, "each", "in the newline missing at its end");
    world_fails_with(&w, "nothing_else", "no newline at its end");
    world_end(&w);
}

static void bytes_that_are_no_text(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH UNEXPECTED);
    greet_well(&w);
    world_bytes(&w, 0, 2000, "\xff\0\xfe", 3);
    world_fails_with(&w, "nothing_else", "`\xff␀\xfe` came");
    char *long_line = xmalloc(60001);
    memset(long_line, 'x', 60000);
    long_line[60000] = '\0';
    world_line(&w, 0, 2000, long_line);
    free(long_line);
    world_fails_with(&w, "nothing_else", "1 more line");
    world_end(&w);
}

static void hostile_line_meets_a_limit(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, "  slow: '^(a+)+(b+)+c$'\n", NOBODY, UNEXPECTED);
    char line[4000];
    memset(line, 'a', sizeof line);
    line[sizeof line - 1] = '\0';
    world_line(&w, 0, 0, line);
    world_fails_with(&w, "nothing_else", "");
    world_end(&w);
}

/* ---- order ---- */

/* Makes the check one on two lines of the same event, of which the second counts one less. */
static void pair_with_itself(struct world *w, size_t check)
{
    struct spec_check *c = &w->spec.checks[check];
    free(c->events[1]);
    c->events[1] = xstrdup(c->events[0]);
    c->where = xstrdup("tonumber(second.k) == tonumber(first.k) - 1");
}

#define ORDER "  - {id: order, kind: output, points: 1, order: [hello, goodbye], same: name}\n"

static void order_passes_and_fails(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH ORDER);
    world_fails(&w, "order", "lines `Hello to: …` to judge by", "no such line was printed");
    greet_well(&w);
    world_passes(&w, "order");
    world_line(&w, 2, 3000, "Goodbye to: Cai");
    world_fails(
        &w, "order", "a line `Hello to: Cai` before `Goodbye to: Cai`",
        "no line `Hello to: Cai` belongs to this one, which came at 3.000 s, printed by thread 3");
    world_line(&w, 2, 3500, "Hello to: Cai");
    world_fails(&w, "order", "`Hello to: Cai` before `Goodbye to: Cai`",
                "it came after it: `Goodbye to: Cai` at 3.000 s, printed by thread 3, and `Hello "
                "to: Cai` only at 3.500 s, printed by thread 3");
    world_line(&w, 2, 4000, "Hello to: Dee");
    world_fails_with(&w, "order", "1 more pair is in the wrong order or incomplete too");
    world_end(&w);
}

static void order_within_one_event(void **state)
{
    (void)state;
    struct world w;
    world_begin(
        &w, "  running: '^(?<who>.+) Running: (?<k>\\d+)$'\n  done: '^(?<who>.+) Completed$'\n",
        NOBODY, "  - {id: order, kind: output, points: 1, order: [running, done], same: who}\n");
    pair_with_itself(&w, 0);
    world_line(&w, 0, 0, "A Running: 3");
    world_line(&w, 0, 0, "A Running: 2");
    world_line(&w, 0, 0, "B Running: 1");
    world_line(&w, 0, 0, "A Running: 1");
    world_passes(&w, "order");
    world_line(&w, 0, 0, "B Running: 2");
    world_fails_with(&w, "order", "it came after it: `B Running: 1`");
    world_end(&w);
}

static void silent_case_passes_relations(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, NOBODY,
                EACH ORDER GAP UNEXPECTED "  - {id: total, kind: time, points: 1, total: 0 s}\n");
    world_passes(&w, "order");
    world_passes(&w, "gap");
    world_passes(&w, "each");
    world_passes(&w, "total");
    world_passes(&w, "nothing_else");
    assert_true(w.verdict.silent);
    world_end(&w);
}

/* In a case that asks for one event only, rules on the other pass, but not for a program that
 * prints nothing. */
static void what_is_not_asked_for_earns_only_with_output(void **state)
{
    (void)state;
    struct world w;
    world_begin(
        &w, GREETING "  final: '^All done$'\n", NOBODY,
        EACH ORDER
        "  - {id: final, kind: output, points: 1, lines: [final], are: '{\"All done\"}'}\n");
    world_fails_with(&w, "order", "nothing to judge");
    world_fails_with(&w, "each", "nothing to judge");
    world_line(&w, 0, 0, "All done");
    world_passes(&w, "order");
    world_passes(&w, "each");
    world_end(&w);
}

/* ---- all before ---- */

#define ALL_BEFORE                                                                                 \
    "  - {id: at_once, kind: concurrency, points: 1, all: hello, before_any: goodbye}\n"

static void all_before_any(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH ALL_BEFORE);
    world_line(&w, 0, 0, "Hello to: Ann");
    world_fails_with(&w, "at_once", "no such line was printed");
    world_line(&w, 0, 2000, "Goodbye to: Ann");
    world_passes(&w, "at_once");
    world_line(&w, 0, 2000, "Hello to: Ben");
    world_fails(&w, "at_once", "every line `Hello to: …` before the first `Goodbye to: …`",
                "`Goodbye to: Ann` came already at 2.000 s, printed by the main thread, and `Hello "
                "to: Ben` only after it, at 2.000 s, printed by the main thread");
    world_line(&w, 0, 4000, "Hello to: Ben");
    world_fails_with(&w, "at_once", "one is done after the other");
    world_end(&w);
}

/* ---- gap ---- */

static void gap_passes_and_fails(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH GAP);
    greet_well(&w);
    world_passes(&w, "gap");
    world_end(&w);

    world_begin(&w, GREETING, "  - {id: one, args: [Ann]}\n", EACH GAP);
    int ann = world_task(&w, TASK_THREAD);
    world_line(&w, ann, 0, "Hello to: Ann");
    world_line(&w, ann, 0, "Goodbye to: Ann");
    world_fails(&w, "gap", "`Goodbye to: Ann` 2 s (± 0.25 s) after `Hello to: Ann`",
                "it came 0.000 s after it, at 0.000 s, printed by thread 2");
    world_end(&w);
}

static void gap_tells_busy_waiting(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, "  - {id: one, args: [Ann]}\n", EACH GAP);
    world_line(&w, 0, 0, "Hello to: Ann");
    world_line(&w, 0, 2000, "Goodbye to: Ann")->idle_ns = 0;
    world_fails_with(&w, "gap", "it came 0.000 s of waiting after it, at 2.000 s");
    world_fails_with(&w, "gap", "kept the processor busy for 2 s instead of sleeping");
    world_end(&w);
}

static void gap_needs_partners(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH GAP);
    greet_well(&w);
    world_line(&w, 1, 2000, "Hello to: Cai");
    world_fails(&w, "gap", "a line `Goodbye to: Cai` 2 s (± 0.25 s) after `Hello to: Cai`",
                "no line `Goodbye to: Cai` belongs to this one, which came at 2.000 s, printed by "
                "thread 2");
    world_end(&w);
}

/* Two of one name, overlapping, of different length if paired wrongly. */
static void pairs_go_by_task(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, "  - {id: twice, args: [Ann, Ann]}\n", EACH GAP);
    int first = world_task(&w, TASK_THREAD), second = world_task(&w, TASK_THREAD);
    world_line(&w, first, 0, "Hello to: Ann");
    world_line(&w, second, 200, "Hello to: Ann");
    world_line(&w, second, 2200, "Goodbye to: Ann");
    world_line(&w, first, 2210, "Goodbye to: Ann");
    world_passes(&w, "gap");
    world_end(&w);
}

/* One thread does it all: first in, first out. */
static void pairs_go_in_turn(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, "  - {id: twice, args: [Ann, Ann]}\n", EACH GAP ORDER);
    world_line(&w, 0, 0, "Hello to: Ann");
    world_line(&w, 0, 1000, "Hello to: Ann");
    world_line(&w, 0, 2000, "Goodbye to: Ann");
    world_line(&w, 0, 3000, "Goodbye to: Ann");
    world_passes(&w, "gap");
    world_passes(&w, "order");
    world_end(&w);
}

/* A task says goodbye for one and then greets the next: its own earlier goodbye is no partner. */
static void pairs_do_not_go_back(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, "  - {id: twice, args: [Ann, Ann]}\n", EACH ORDER);
    int first = world_task(&w, TASK_THREAD), second = world_task(&w, TASK_THREAD);
    int third = world_task(&w, TASK_THREAD);
    world_line(&w, first, 0, "Hello to: Ann");
    world_line(&w, second, 0, "Goodbye to: Ann");
    world_line(&w, second, 0, "Hello to: Ann");
    world_line(&w, third, 0, "Goodbye to: Ann");
    world_passes(&w, "order");
    world_end(&w);
}

static void where_picks_partners(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w,
                "  running: '^(?<who>.+) Running: (?<k>\\d+)$'\n  done: '^(?<who>.+) Completed$'\n",
                NOBODY,
                "  - {id: step, kind: time, points: 1, gap: [running, done], same: who, is: 1 s}\n"
                "  - {id: end, kind: time, points: 1, gap: [running, done], same: who, where: "
                "'first.k == \"1\"', is: 1 s}\n");
    pair_with_itself(&w, 0);
    for (int k = 3; k > 0; k--) {
        char text[40];
        snprintf(text, sizeof text, "A Running: %d", k);
        world_line(&w, 0, (3 - k) * 1000, text);
        snprintf(text, sizeof text, "B Running: %d", k);
        world_line(&w, 0, (3 - k) * 1000, text);
    }
    world_line(&w, 0, 3000, "A Completed");
    world_line(&w, 0, 3500, "B Completed");
    world_passes(&w, "step");
    world_fails(&w, "end", "`B Completed` 1 s (± 0.25 s) after `B Running: 1`",
                "it came 1.500 s after it, at 3.500 s, printed by the main thread");
    world_end(&w);
}

/* ---- total, cpu, exit ---- */

static void total_waits(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN,
                EACH "  - {id: total, kind: time, points: 1, total: n * 1 s ± 0.25 s}\n");
    greet_well(&w);
    world_passes(&w, "total");
    w.native.idle_ns = w.native.total_ns = 6000 * MS;
    world_fails(&w, "total", "the whole run to wait 2 s (± 0.25 s)",
                "it waited 6.000 s and ended at 6.000 s. That is 3 times as long: it looks as if "
                "things are done one after the other, not at once");
    w.native.idle_ns = 0;
    w.native.total_ns = 2000 * MS;
    world_fails_with(&w, "total", "busy-waiting");
    world_end(&w);
}

/* Waking each other takes processor time, the more the busier the machine; it replaces no wait. */
static void total_allows_for_work_beside_the_waits(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN,
                EACH "  - {id: total, kind: time, points: 1, total: n * 1 s ± 0.25 s}\n");
    greet_well(&w);
    w.native.idle_ns = 2000 * MS;
    w.native.total_ns = 2350 * MS;
    world_passes(&w, "total");
    w.native.total_ns = 2500 * MS;
    world_fails_with(&w, "total", "it waited 2.000 s and ended at 2.500 s");
    w.native.idle_ns = 1700 * MS; /* as much work, but some of the waiting was done by it */
    w.native.total_ns = 2050 * MS;
    world_fails_with(&w, "total", "it waited 1.700 s and ended at 2.050 s");
    world_end(&w);
}

/* What a busy machine may have added to a wait in real time is nobody's fault; the rest is. */
static void waits_in_real_time_may_be_late(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN,
                EACH "  - {id: total, kind: time, points: 1, total: n * 1 s ± 0.25 s}\n");
    greet_well(&w);
    w.native.idle_ns = w.native.total_ns = 3000 * MS;
    w.native.real_ns = 3000 * MS;
    w.native.real_late_ns = 800 * MS;
    world_passes(&w, "total");
    w.native.real_late_ns = 700 * MS;
    world_fails_with(&w, "total", "Some wait was made in a way that the grader's clock cannot");
    w.native.idle_ns = w.native.total_ns = 1700 * MS;
    w.native.real_late_ns = 800 * MS;
    world_fails_with(&w, "total", "it waited 1.700 s");
    world_end(&w);
}

static void cpu_has_a_limit(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH "  - {id: cpu, kind: limits, points: 1, cpu: 0.5 s}\n");
    greet_well(&w);
    world_passes(&w, "cpu");
    w.native.cpu_ns = 700 * MS;
    world_fails(&w, "cpu", "at most 0.5 s of processor time",
                "the program used 0.700 s. Look for a loop that runs while it should wait "
                "(busy-waiting)");
    world_end(&w);
}

static void exit_status(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH "  - {id: exit, kind: output, points: 1, exit: 0}\n");
    world_fails_with(&w, "exit", "nothing to judge");
    greet_well(&w);
    world_passes(&w, "exit");
    w.native.status = 3;
    world_fails(&w, "exit", "the program to end with exit status 0", "it ended with 3, at 2.000 s");
    w.native.end = RUN_SIGNALED;
    w.native.status = 6;
    world_fails_with(&w, "exit", "ended by signal 6");
    assert_int_equal(w.verdict.extra_count, 0);
    world_end(&w);
}

static void failures_tell_of_an_early_end(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH);
    world_line(&w, 0, 1000, "Hello to: Ann");
    w.native.end = RUN_DEADLOCK;
    world_fails_with(&w, "each", "did not get to its end: at 1.000 s everybody in it was waiting");
    world_end(&w);
}

/* ---- inside ---- */

#define ROOM                                                                                       \
    "  enters: '^(?<name>.+) enters$'\n"                                                           \
    "  leaves: '^(?<name>.+) leaves$'\n"

static void inside_at_most_and_reaches(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, ROOM, "  - {id: three, args: [Ann, Ben, Cai]}\n",
                "  - {id: few, kind: exclusion, points: 1, inside: [enters, leaves], same: name, "
                "at_most: 2}\n"
                "  - {id: many, kind: concurrency, points: 1, inside: [enters, leaves], same: "
                "name, reaches: 2}\n");
    world_fails_with(&w, "few", "no such line was printed");
    world_line(&w, 0, 0, "Ann enters");
    world_line(&w, 0, 1000, "Ann leaves");
    world_fails(&w, "many",
                "at some time at least 2 at once between a line `… enters` and its line `… leaves`",
                "there were never more than 1");
    world_line(&w, 0, 1000, "Ben enters");
    world_line(&w, 0, 1000, "Cai enters");
    world_passes(&w, "many");
    world_passes(&w, "few");
    world_line(&w, 0, 1500, "Dee enters");
    world_fails(
        &w, "few", "at most 2 at once between a line `… enters` and its line `… leaves`",
        "there were 3 at once when `Dee enters` came, at 1.500 s, printed by the main thread: "
        "`Ben enters`, `Cai enters`, `Dee enters`");
    world_end(&w);
}

/* ---- exclusive ---- */

#define EXCLUSIVE "  - {id: alone, kind: exclusion, points: 1, exclusive: [hello]}\n"

static void exclusive_lines(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH EXCLUSIVE);
    world_fails_with(&w, "alone", "no such line was printed");
    greet_well(&w);
    world_passes(&w, "alone");
    struct trace_event *late = world_line(&w, 2, 2500, "Hello to: Cai");
    late->arrived_step = 0;
    world_fails(
        &w, "alone", "never two threads or processes printing lines `Hello to: …` at once",
        "thread 2 had come to print `Hello to: Ann` while thread 3 was not done with printing "
        "`Hello to: Cai`, at 2.500 s. Nothing in the program kept the two apart: the line must "
        "be printed while the lock is held");
    world_end(&w);
}

static void exclusive_allows_one_task(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH EXCLUSIVE);
    world_line(&w, 0, 0, "Hello to: Ann");
    world_line(&w, 0, 0, "Hello to: Ben")->arrived_step = 1;
    world_passes(&w, "alone");
    world_end(&w);
}

/* ---- actors ---- */

#define ACTORS                                                                                     \
    "  - {id: own, kind: concurrency, points: 1, actors: [hello], are: thread, count: n}\n"

static void actors_are_threads(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH ACTORS);
    world_fails_with(&w, "own", "no such line was printed");
    greet_well(&w);
    world_passes(&w, "own");
    world_line(&w, 0, 2500, "Hello to: Cai");
    world_fails(
        &w, "own",
        "lines `Hello to: …` to come from as many as 2 threads, none of them the one the "
        "program begins with",
        "`Hello to: Cai` came at 2.500 s, printed by the main thread, where a thread of its own "
        "was to do it");
    world_end(&w);
}

static void one_actor_for_two(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH ACTORS);
    int only = world_task(&w, TASK_THREAD);
    world_line(&w, only, 0, "Hello to: Ann");
    world_line(&w, only, 2000, "Hello to: Ben");
    world_fails_with(
        &w, "own",
        "there was only 1 (thread 2): thread 2 printed both `Hello to: Ann` (at 0.000 s) "
        "and `Hello to: Ben` (at 2.000 s)");
    world_end(&w);
}

static void actors_are_processes(void **state)
{
    (void)state;
    struct world w;
    world_begin(
        &w, GREETING, ANN_BEN,
        EACH
        "  - {id: own, kind: concurrency, points: 1, actors: [hello], are: process, count: 2}\n");
    int child = world_task(&w, TASK_PROCESS);
    int other = world_task(&w, TASK_PROCESS);
    world_line(&w, child, 0, "Hello to: Ann");
    world_line(&w, trace_add_task(&w.native, TASK_THREAD, other), 0, "Hello to: Ben");
    world_passes(&w, "own");
    world_line(&w, trace_add_task(&w.native, TASK_THREAD, 0), 0, "Hello to: Cai");
    world_fails_with(&w, "own", "printed by thread 5, where a child process was to do it");
    world_end(&w);
}

/* ---- started ---- */

#define STARTED                                                                                    \
    "  - {id: first, kind: concurrency, points: 1, started: thread, count: n, before: join}\n"

static void started_before_join(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH STARTED);
    world_fails_with(&w, "first", "none was started in the whole run");
    int ann = world_task(&w, TASK_THREAD);
    world_fails(&w, "first", "2 threads started before the first of them is waited for",
                "only 1 thread was started in the whole run");
    world_event(&w, TRACE_JOIN, 0, 2000)->other = ann;
    int ben = world_task(&w, TASK_THREAD);
    world_fails(&w, "first", "2 threads started before the first of them is waited for",
                "only 1 was started when the main thread waited for the end of thread 2, at 2.000 "
                "s. Start them "
                "all first, in one loop, and wait for them in a second one");
    w.native.tasks[ben].service = true;
    world_fails_with(&w, "first", "in the whole run");
    world_end(&w);
}

static void started_before_an_event(void **state)
{
    (void)state;
    struct world w;
    world_begin(
        &w, GREETING, ANN_BEN,
        EACH
        "  - {id: first, kind: concurrency, points: 1, started: any, count: n, before: goodbye}\n");
    world_task(&w, TASK_THREAD);
    world_task(&w, TASK_PROCESS);
    world_fails_with(&w, "first", "no such line was printed");
    world_line(&w, 1, 0, "Goodbye to: Ann");
    world_passes(&w, "first");
    world_end(&w);
}

/* ---- workers ---- */

#define WORKERS "  - {id: pool, kind: concurrency, points: 1, workers: 1 s, count: 2, at_once: 2}\n"

static void wait_of(struct world *w, int task, int64_t from_ms, int64_t to_ms)
{
    struct trace_event *e = world_event(w, TRACE_WAIT, task, to_ms);
    e->start_idle_ns = e->start_time_ns = from_ms * MS;
}

static void workers_are_counted(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH WORKERS);
    world_fails_with(&w, "pool", "none waited that long");
    int a = world_task(&w, TASK_THREAD), b = world_task(&w, TASK_PROCESS);
    int c = world_task(&w, TASK_THREAD);
    wait_of(&w, 0, 0, 3000);
    wait_of(&w, a, 0, 500);
    wait_of(&w, a, 500, 1000); /* goes on: one wait of a second */
    wait_of(&w, b, 0, 1000);
    wait_of(&w, a, 1000, 2000);
    wait_of(&w, c, 0, 100); /* too short to be work */
    world_passes(&w, "pool");
    wait_of(&w, c, 2000, 3000);
    world_fails(&w, "pool",
                "2 threads or processes, besides the one the program begins with, to do the work "
                "(each waits at least 1 s)",
                "3 did: thread 2, child process 3, thread 4");
    world_end(&w);
}

static void workers_at_once(void **state)
{
    (void)state;
    struct world w;
    world_begin(
        &w, GREETING, ANN_BEN,
        EACH "  - {id: pool, kind: concurrency, points: 1, workers: 1 s, count: 3, at_once: 1}\n");
    int a = world_task(&w, TASK_THREAD), b = world_task(&w, TASK_THREAD);
    int c = world_task(&w, TASK_THREAD);
    wait_of(&w, a, 0, 1000);
    wait_of(&w, b, 1000, 2000);
    wait_of(&w, c, 2000, 3000);
    world_passes(&w, "pool");
    wait_of(&w, a, 2500, 3500);
    world_fails(&w, "pool", "at most 1 to work at once", "2 did, after 2.500 s of waiting");
    world_end(&w);
}

/* ---- files ---- */

#define UPDATED "  updated: '^(?<user>.+) updated$'\n"
#define KEPT    "  - {id: kept, args: [Ann, Ben], before: {log.txt: \"old\\n\"}}\n"
#define FILE_IS "  - {id: file, kind: output, points: 1, file: log.txt, lines: args}\n"

static void holds(struct world *w, const char *content)
{
    for (size_t i = 0; i < w->native.file_count; i++) {
        free(w->native.files[i].name);
        free(w->native.files[i].content);
    }
    w->native.file_count = 0;
    struct trace_file *f = GROW(w->native.files, w->native.file_count, w->native.file_capacity);
    f->name = xstrdup("log.txt");
    f->content = content ? xstrdup(content) : NULL;
    f->size = content ? strlen(content) : 0;
}

static void file_content(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, UPDATED, KEPT, FILE_IS);
    world_fails(&w, "file", "a file log.txt at the end", "there is none");
    holds(&w, "old\nBen\nAnn\n");
    world_passes(&w, "file");
    holds(&w, "Ben\nAnn\n");
    world_fails_with(&w, "file", "is gone or changed");
    holds(&w, "old\nAnn\n");
    world_fails(&w, "file", "the line `Ben` in log.txt at the end", "it is not there");
    holds(&w, "old\nAnBen\nn\n");
    world_fails_with(&w, "file", "it is not there whole; there is `AnBen` instead");
    assert_non_null(strstr(world_verdict(&w, "file")->excerpt, "`AnBen`"));
    holds(&w, "old\nAnn\nBen\nBen\n");
    world_fails_with(&w, "file", "there is also `Ben`");
    holds(&w, "old\nAnn\nBen");
    world_fails_with(&w, "file", "the last one has none");
    world_end(&w);
}

static struct trace_event *uses(struct world *w, enum trace_kind kind, int task, int file,
                                int64_t ms)
{
    struct trace_event *e = world_event(w, kind, task, ms);
    e->file = file;
    e->text = xstrdup("log.txt");
    return e;
}

#define FILE_ALONE "  - {id: alone, kind: exclusion, points: 1, file: log.txt, exclusive: true}\n"

static void file_opened_by_each(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, UPDATED, KEPT, FILE_IS FILE_ALONE);
    world_fails(&w, "alone", "log.txt to be used", "nobody opened it");
    int a = world_task(&w, TASK_THREAD), b = world_task(&w, TASK_THREAD);
    uses(&w, TRACE_FILE_OPEN, a, 1, 0);
    uses(&w, TRACE_FILE_WRITE, a, 1, 0);
    uses(&w, TRACE_FILE_CLOSE, a, 1, 10);
    uses(&w, TRACE_FILE_OPEN, b, 2, 10);
    uses(&w, TRACE_FILE_WRITE, b, 2, 10);
    world_passes(&w, "alone");
    uses(&w, TRACE_FILE_OPEN, a, 3, 20);
    uses(&w, TRACE_FILE_CLOSE, b, 2, 30);
    world_fails(
        &w, "alone", "never two threads or processes using log.txt at once",
        "thread 2 opened it at 0.020 s while thread 3 had it open (since 0.010 s) and had not "
        "closed it yet. Take the lock before the file is opened and let go of it after it is "
        "closed");
    world_end(&w);
}

static void file_shared_by_all(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, UPDATED, KEPT, FILE_IS FILE_ALONE);
    int a = world_task(&w, TASK_THREAD), b = world_task(&w, TASK_THREAD);
    uses(&w, TRACE_FILE_OPEN, 0, 1, 0);
    uses(&w, TRACE_FILE_WRITE, a, 1, 0);
    int64_t before = w.step;
    uses(&w, TRACE_FILE_WRITE, b, 1, 10);
    uses(&w, TRACE_FILE_WRITE, 0, 1, 20);
    uses(&w, TRACE_FILE_CLOSE, 0, 1, 30);
    world_passes(&w, "alone");
    uses(&w, TRACE_FILE_WRITE, a, 1, 40)->arrived_step = before + 5;
    world_fails_with(&w, "alone", "was still writing to it");
    world_end(&w);
}

/* Streams that nobody closes: their text goes to the file when the program ends. */
static void file_never_closed(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, UPDATED, KEPT, FILE_IS FILE_ALONE);
    int a = world_task(&w, TASK_THREAD), b = world_task(&w, TASK_THREAD);
    uses(&w, TRACE_FILE_OPEN, a, 1, 0);
    world_event(&w, TRACE_END, a, 0);
    uses(&w, TRACE_FILE_WRITE, b, 1, 5); /* a file that one opened and others use after its end */
    uses(&w, TRACE_FILE_WRITE, 0, 1, 9);
    world_passes(&w, "alone");
    uses(&w, TRACE_FILE_OPEN, b, 2, 10);
    int c = world_task(&w, TASK_THREAD);
    uses(&w, TRACE_FILE_OPEN, c, 3, 11);
    world_event(&w, TRACE_END, b, 12);
    world_event(&w, TRACE_END, c, 12);
    uses(&w, TRACE_FILE_WRITE, 0, 2, 20);
    uses(&w, TRACE_FILE_WRITE, 0, 3, 20);
    world_fails_with(&w, "alone",
                     "thread 4 opened it at 0.011 s while thread 3 had it open (since 0.010 s) and "
                     "never closes it. Close the file");
    world_end(&w);
}

/* Somebody was so late that the program gave up before it came to the file. */
static void file_of_a_late_run(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, UPDATED, KEPT, FILE_IS FILE_ALONE);
    w.explored = w.late = true;
    world_passes(&w, "alone");
    w.late = false;
    world_fails_with(&w, "alone", "nobody opened it");
    world_end(&w);
}

#define TOLD_AFTER "  - {id: told, kind: output, points: 1, file: log.txt, before: updated}\n"

static void file_before_the_line(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, UPDATED, KEPT, TOLD_AFTER);
    int a = world_task(&w, TASK_THREAD), b = world_task(&w, TASK_THREAD);
    uses(&w, TRACE_FILE_OPEN, a, 1, 0);
    world_line(&w, a, 10, "Ann updated");
    uses(&w, TRACE_FILE_WRITE, a, 1, 20); /* what was given to a stream before */
    uses(&w, TRACE_FILE_CLOSE, a, 1, 20);
    world_line(&w, b, 30, "Ben updated"); /* perhaps through a stream of somebody else */
    world_passes(&w, "told");
    uses(&w, TRACE_FILE_OPEN, b, 2, 40);
    world_fails(&w, "told", "`Ben updated` only from a thread that has written to log.txt by then",
                "it came at 0.030 s, printed by thread 3, which opened the file only after that");
    world_end(&w);
}

/* An explored run shows what is given to streams. */
static void file_before_the_line_explored(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, UPDATED, KEPT, TOLD_AFTER);
    w.explored = true;
    int a = world_task(&w, TASK_THREAD), b = world_task(&w, TASK_THREAD);
    uses(&w, TRACE_FILE_OPEN, 0, 1, 0);
    uses(&w, TRACE_FILE_PUT, a, 1, 10);
    world_line(&w, a, 10, "Ann updated");
    world_passes(&w, "told");
    world_line(&w, b, 20, "Ben updated");
    uses(&w, TRACE_FILE_PUT, b, 1, 30);
    world_fails_with(&w, "told", "printed by thread 3, which had written nothing to it");
    world_end(&w);
}

/* ---- that ---- */

static void that_is_lua(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN,
                "  - id: that\n    kind: output\n    points: 1\n    that: |\n"
                "      for i, e in ipairs(events) do\n"
                "        if e.name == nil then return false, 'line ' .. i .. ' is ' .. e.line end\n"
                "        if e.task ~= 2 or e.idle ~= 1.5 then return false end\n"
                "      end\n      return true\n");
    world_fails_with(&w, "that", "nothing to judge");
    int a = world_task(&w, TASK_THREAD);
    world_line(&w, a, 1500, "Hello to: Ann");
    world_passes(&w, "that");
    world_line(&w, a, 1500, "what");
    world_fails(&w, "that", NULL, "line 2 is what");
    world_end(&w);
}

/* ---- findings and extras ---- */

#define NO_RACE "  - {id: no_race, kind: race, points: 1}\n"

static void races_need_their_detector(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH NO_RACE);
    greet_well(&w);
    world_skips(&w, "no_race");
    w.with_tsan = true;
    world_begin_trace(&w, &w.tsan);
    greet_well(&w);
    world_passes(&w, "no_race");
    trace_add_finding(&w.tsan, KIND_RACE, "data-race", "A note.")->is_note = true;
    world_passes(&w, "no_race");
    struct finding *f =
        trace_add_finding(&w.tsan, KIND_RACE, "data-race", "Two threads wrote to x.");
    finding_add_location(f, "trial.c", 7, "add");
    world_fails(&w, "no_race", NULL, "Two threads wrote to x.");
    assert_int_equal(world_verdict(&w, "no_race")->locations[0].line, 7);
    assert_int_equal(w.verdict.check_engines[1], ENGINE_TSAN);
    assert_int_equal(w.verdict.extra_count, 0);
    world_end(&w);
}

static void the_detectors_run_tells_nothing_of_output(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH GAP);
    greet_well(&w);
    w.with_tsan = true;
    world_begin_trace(&w, &w.tsan);
    world_passes(&w, "each");
    world_passes(&w, "gap");
    world_end(&w);
}

static void findings_nobody_asks_about(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH NO_RACE);
    greet_well(&w);
    trace_add_finding(&w.native, KIND_LIMITS, "time-limit", "It ran too long.");
    trace_add_finding(&w.native, KIND_LIMITS, "time-limit", "It ran too long.");
    w.native.status = 1;
    world_line(&w, 0, 3000, "stray");
    world_judge(&w);
    assert_int_equal(w.verdict.extra_count, 2);
    assert_string_equal(w.verdict.extras[0].id, "time_limit");
    assert_int_equal(w.verdict.extras[0].kind, KIND_LIMITS);
    assert_string_equal(w.verdict.extras[1].id, "unexpected_output");
    assert_int_equal(w.verdict.extras[1].kind, KIND_OUTPUT);
    assert_non_null(strstr(w.verdict.extras[1].verdict.seen, "`stray` came at 3.000 s"));
    world_end(&w);
}

static void status_nobody_asks_about(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN, EACH);
    greet_well(&w);
    w.native.status = 1;
    world_judge(&w);
    assert_int_equal(w.verdict.extra_count, 1);
    assert_string_equal(w.verdict.extras[0].id, "exit_status");
    w.native.end = RUN_SIGNALED;
    w.native.status = 11;
    world_judge(&w);
    assert_string_equal(w.verdict.extras[0].id, "abnormal_end");
    assert_int_equal(w.verdict.extras[0].kind, KIND_MEMORY);
    world_end(&w);
}

/* ---- recordings ---- */

static void recordings_are_judged_by_their_lines(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, ANN_BEN,
                EACH ORDER GAP UNEXPECTED ACTORS
                "  - {id: exit, kind: output, points: 1, exit: 0}\n"
                "  - {id: clean, kind: cleanup, points: 1}\n"
                "  - {id: timed, kind: time, points: 1, that: 'return false'}\n"
                "  - {id: model, kind: output, points: 1, that: 'return #events == 4'}\n");
    trace_free(&w.native);
    static const char text[] =
        "Hello to: Ann\nHello to: Ben\nGoodbye to: Ann\nGoodbye to: Ben\nHello to";
    trace_from_lines(&w.native, text, sizeof text - 1);
    world_passes(&w, "each");
    world_passes(&w, "order");
    world_passes(&w, "nothing_else");
    world_passes(&w, "model");
    static const char *const skipped[] = {"gap", "own", "exit", "clean", "timed"};
    for (size_t i = 0; i < sizeof skipped / sizeof *skipped; i++)
        world_skips(&w, skipped[i]);
    world_end(&w);
}

/* ---- excerpts, speed ---- */

static void excerpt_shows_the_lines_around(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, GREETING, "  - {id: one, args: [Ann]}\n", GAP);
    int a = world_task(&w, TASK_THREAD);
    for (int i = 0; i < 4; i++)
        world_line(&w, 0, 0, "before");
    world_line(&w, a, 0, "Hello to: Ann");
    world_line(&w, a, 1000, "Goodbye to: Ann");
    for (int i = 0; i < 5; i++)
        world_line(&w, 0, 12000, "after");
    world_judge(&w);
    assert_string_equal(world_verdict(&w, "gap")->excerpt,
                        "   0.000 s  the main thread  before\n"
                        "   0.000 s  the main thread  before\n"
                        ">  0.000 s  thread 2         Hello to: Ann\n"
                        ">  1.000 s  thread 2         Goodbye to: Ann\n"
                        "  12.000 s  the main thread  after\n"
                        "  12.000 s  the main thread  after\n"
                        "  12.000 s  the main thread  after");
    world_end(&w);
}

/* 64 names, all the same, with 60 lines each: every line fits 64 others. */
static void many_lines_are_quick(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w,
                "  running: '^(?<who>.+) Running: (?<k>\\d+)$'\n  done: '^(?<who>.+) Completed$'\n",
                NOBODY,
                "  - {id: step, kind: time, points: 1, gap: [running, done], same: who, is: 1 s}\n"
                "  - {id: order, kind: output, points: 1, order: [running, done], same: who}\n");
    pair_with_itself(&w, 0);
    pair_with_itself(&w, 1);
    int tasks[64];
    for (int i = 0; i < 64; i++)
        tasks[i] = world_task(&w, TASK_THREAD);
    for (int k = 60; k > 0; k--)
        for (int i = 0; i < 64; i++) {
            char text[40];
            snprintf(text, sizeof text, "A Running: %d", k);
            world_line(&w, tasks[i], (60 - k) * 1000, text);
        }
    world_passes(&w, "step");
    struct timespec from, to;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
    world_judge(&w);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
    print_message("3840 lines, two rules: %.1f ms\n",
                  (double)(to.tv_sec - from.tv_sec) * 1e3 +
                      (double)(to.tv_nsec - from.tv_nsec) / 1e6);
    world_passes(&w, "order");
    world_end(&w);
}

static void bad_specs_are_errors(void **state)
{
    (void)state;
    struct world w;
    struct error err = ERROR_INIT;
    world_begin(&w, GREETING, ANN_BEN, EACH);
    struct judged_run run = {ENGINE_NATIVE, &w.native};
    free(w.spec.checks[0].capture);
    w.spec.checks[0].capture = xstrdup("nobody");
    greet_well(&w);
    assert_int_equal(judge_case(&w.spec, &w.spec.cases[0], &run, 1, &w.verdict, &err), -1);
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_non_null(strstr(err.message, "has no capture named nobody"));
    free(w.spec.events[0].pattern);
    w.spec.events[0].pattern = xstrdup("(");
    assert_int_equal(judge_case(&w.spec, &w.spec.cases[0], &run, 1, &w.verdict, &err), -1);
    assert_non_null(strstr(err.message, "event hello: pattern"));
    error_clear(&err);
    world_end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_passes),
        cmocka_unit_test(each_tells_what_is_missing),
        cmocka_unit_test(each_counts_duplicates),
        cmocka_unit_test(each_rejects_strangers),
        cmocka_unit_test(lines_as_a_set),
        cmocka_unit_test(lines_in_order),
        cmocka_unit_test(lines_one_for_another),
        cmocka_unit_test(unexpected_lines),
        cmocka_unit_test(unexpected_says_what_differs),
        cmocka_unit_test(unexpected_knows_garbled_lines),
        cmocka_unit_test(last_line_without_newline),
        cmocka_unit_test(bytes_that_are_no_text),
        cmocka_unit_test(hostile_line_meets_a_limit),
        cmocka_unit_test(order_passes_and_fails),
        cmocka_unit_test(order_within_one_event),
        cmocka_unit_test(silent_case_passes_relations),
        cmocka_unit_test(what_is_not_asked_for_earns_only_with_output),
        cmocka_unit_test(all_before_any),
        cmocka_unit_test(gap_passes_and_fails),
        cmocka_unit_test(gap_tells_busy_waiting),
        cmocka_unit_test(gap_needs_partners),
        cmocka_unit_test(pairs_go_by_task),
        cmocka_unit_test(pairs_go_in_turn),
        cmocka_unit_test(pairs_do_not_go_back),
        cmocka_unit_test(where_picks_partners),
        cmocka_unit_test(total_waits),
        cmocka_unit_test(total_allows_for_work_beside_the_waits),
        cmocka_unit_test(waits_in_real_time_may_be_late),
        cmocka_unit_test(cpu_has_a_limit),
        cmocka_unit_test(exit_status),
        cmocka_unit_test(failures_tell_of_an_early_end),
        cmocka_unit_test(inside_at_most_and_reaches),
        cmocka_unit_test(exclusive_lines),
        cmocka_unit_test(exclusive_allows_one_task),
        cmocka_unit_test(actors_are_threads),
        cmocka_unit_test(one_actor_for_two),
        cmocka_unit_test(actors_are_processes),
        cmocka_unit_test(started_before_join),
        cmocka_unit_test(started_before_an_event),
        cmocka_unit_test(workers_are_counted),
        cmocka_unit_test(workers_at_once),
        cmocka_unit_test(file_content),
        cmocka_unit_test(file_opened_by_each),
        cmocka_unit_test(file_shared_by_all),
        cmocka_unit_test(file_never_closed),
        cmocka_unit_test(file_of_a_late_run),
        cmocka_unit_test(file_before_the_line),
        cmocka_unit_test(file_before_the_line_explored),
        cmocka_unit_test(that_is_lua),
        cmocka_unit_test(races_need_their_detector),
        cmocka_unit_test(the_detectors_run_tells_nothing_of_output),
        cmocka_unit_test(findings_nobody_asks_about),
        cmocka_unit_test(status_nobody_asks_about),
        cmocka_unit_test(recordings_are_judged_by_their_lines),
        cmocka_unit_test(excerpt_shows_the_lines_around),
        cmocka_unit_test(many_lines_are_quick),
        cmocka_unit_test(bad_specs_are_errors),
    };
    return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}
