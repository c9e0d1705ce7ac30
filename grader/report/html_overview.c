/* The class at a glance: figures, distribution, hardest checks, faults, time, students. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "report/escape.h"
#include "report/html.h"
#include "report/text.h"

#define BUCKETS      10
#define HARDEST_MOST 12

struct figures {
    size_t graded, accepted, missing, errors;
    double score_sum, max_sum;
    size_t buckets[BUCKETS + 1]; /* students by share of the points; the last: all of them */
    size_t kinds[KIND_COUNT];    /* submissions that fail in the kind */
};

static void count_entry(const struct class_entry *e, struct figures *f)
{
    bool fails[KIND_COUNT] = {0};
    f->missing += e->state == ENTRY_MISSING;
    f->errors += e->state == ENTRY_ERROR;
    if (e->state != ENTRY_GRADED)
        return;
    f->graded++;
    f->accepted += e->result.accepted;
    f->score_sum += e->result.score;
    f->max_sum += e->result.max_score;
    for (size_t i = 0; i < e->result.check_count; i++)
        if (e->result.checks[i].status == CHECK_FAILED)
            fails[e->result.checks[i].kind] = true;
    for (int k = 0; k < KIND_COUNT; k++)
        f->kinds[k] += fails[k];
}

static struct figures count(const struct class_report *c)
{
    struct figures f = {0};
    double most = class_max_total(c);
    for (size_t i = 0; i < c->student_count * c->exercise_count; i++)
        count_entry(&c->entries[i], &f);
    for (size_t i = 0; i < c->student_count; i++) {
        double share = most > 0 ? class_total(c, i) / most : 0;
        f.buckets[share >= 0.9999 ? BUCKETS : (size_t)fmax(floor(share * BUCKETS), 0)]++;
    }
    return f;
}

static void put_tile(struct buffer *out, const char *figure, const char *what)
{
    buffer_printf(out, "<li><b>%s</b>%s</li>\n", figure, what);
}

static void put_tiles(struct buffer *out, const struct class_report *c, const struct figures *f)
{
    char text[64];
    buffer_puts(out, "<ul class=\"tiles\">\n");
    snprintf(text, sizeof text, "%zu", c->student_count);
    put_tile(out, text, "students");
    snprintf(text, sizeof text, "%zu", f->graded);
    put_tile(out, text, "submissions graded");
    snprintf(text, sizeof text, "%.0f %%", f->graded ? 100.0 * f->accepted / f->graded : 0);
    put_tile(out, text, "of them accepted");
    snprintf(text, sizeof text, "%.0f %%", f->max_sum > 0 ? 100 * f->score_sum / f->max_sum : 0);
    put_tile(out, text, "of the points, on average");
    snprintf(text, sizeof text, "%zu", f->missing);
    put_tile(out, text, "not handed in");
    if (f->errors) {
        snprintf(text, sizeof text, "%zu", f->errors);
        put_tile(out, text, "could not be graded");
    }
    buffer_puts(out, "</ul>\n");
}

/* "12 students with 50 % or more"; the last bucket has those with all points. */
static void put_bucket_words(struct buffer *out, const struct figures *f, size_t bucket)
{
    buffer_printf(out, "%zu %s with ", f->buckets[bucket],
                  f->buckets[bucket] == 1 ? "student" : "students");
    if (bucket == BUCKETS)
        buffer_puts(out, "all points");
    else
        buffer_printf(out, "%zu %% or more", bucket * 100 / BUCKETS);
}

static void put_bucket(struct buffer *out, const struct figures *f, size_t bucket, size_t most)
{
    size_t students = f->buckets[bucket];
    double height = fmax(130.0 * (double)students / (double)most, students ? 2 : 0);
    double x = 4 + (double)bucket * 40;
    buffer_printf(out,
                  "<rect class=\"bar\" x=\"%.0f\" y=\"%.1f\" width=\"32\" height=\"%.1f\" "
                  "rx=\"3\"><title>",
                  x, 155 - height, height);
    put_bucket_words(out, f, bucket);
    buffer_puts(out, "</title></rect>\n");
    if (students)
        buffer_printf(out, "<text x=\"%.0f\" y=\"%.1f\" text-anchor=\"middle\">%zu</text>\n",
                      x + 16, 149 - height, students);
    buffer_printf(out, "<text class=\"soft\" x=\"%.0f\" y=\"174\" text-anchor=\"middle\">", x + 16);
    if (bucket == BUCKETS)
        buffer_puts(out, "all</text>\n");
    else
        buffer_printf(out, "%zu</text>\n", bucket * 100 / BUCKETS);
}

static void put_distribution(struct buffer *out, const struct figures *f)
{
    size_t most = 1, told = 0;
    for (size_t i = 0; i <= BUCKETS; i++)
        most = f->buckets[i] > most ? f->buckets[i] : most;
    buffer_puts(out, "<section class=\"card\"><h3>Scores</h3>\n<svg class=\"scores\" viewBox=\"0 0 "
                     "440 190\" role=\"img\" aria-label=\"");
    for (size_t i = 0; i <= BUCKETS; i++)
        if (f->buckets[i]) {
            buffer_puts(out, told++ ? ", " : "");
            put_bucket_words(out, f, i);
        }
    buffer_puts(out, "\">\n");
    for (size_t i = 0; i <= BUCKETS; i++)
        put_bucket(out, f, i, most);
    buffer_puts(out,
                "</svg>\n<p class=\"path\">Students by their share of all points, in percent; a "
                "column begins at its label.</p></section>\n");
}

/* A row "title ▆▆▆▆ 12 of 40" */
static void put_share(struct buffer *out, const char *title, const char *note, size_t part,
                      size_t whole)
{
    double width = whole ? 100.0 * (double)part / (double)whole : 0;
    buffer_puts(out, "<tr><td>");
    html_text(out, title);
    if (note) {
        buffer_puts(out, " <small>");
        html_text(out, note);
        buffer_puts(out, "</small>");
    }
    buffer_printf(out,
                  "</td><td class=\"n\"><svg class=\"share\" viewBox=\"0 0 100 10\" "
                  "preserveAspectRatio=\"none\" aria-hidden=\"true\">"
                  "<rect class=\"track\" width=\"100\" height=\"10\"/><rect class=\"bar bad\" "
                  "width=\"%.1f\" height=\"10\"/></svg></td>"
                  "<td class=\"n\">%zu of %zu</td></tr>\n",
                  width, part, whole);
}

static void put_shares_end(struct buffer *out, bool any)
{
    buffer_printf(out, "</tbody></table>%s</section>\n", any ? "" : "<p>None.</p>");
}

struct hard {
    const char *id, *title;
    size_t exercise, failed, judged;
};

static int by_share(const void *a, const void *b)
{
    const struct hard *x = a, *y = b;
    double p = (double)x->failed / (double)x->judged, q = (double)y->failed / (double)y->judged;
    if (p != q)
        return p > q ? -1 : 1;
    if (x->failed != y->failed)
        return x->failed > y->failed ? -1 : 1;
    return x->exercise != y->exercise ? (x->exercise < y->exercise ? -1 : 1) : strcmp(x->id, y->id);
}

static void count_check(struct hard **list, size_t *n, size_t *capacity, size_t exercise,
                        const struct check_result *c)
{
    struct hard *h = NULL;
    for (size_t i = 0; i < *n && !h; i++)
        if ((*list)[i].exercise == exercise && strcmp((*list)[i].id, c->id) == 0)
            h = &(*list)[i];
    if (!h) {
        h = GROW(*list, *n, *capacity);
        *h = (struct hard){.id = c->id, .title = c->title, .exercise = exercise};
    }
    h->judged++;
    h->failed += c->status == CHECK_FAILED;
}

static void put_hardest(struct buffer *out, const struct class_report *c)
{
    cleanup_free struct hard *list = NULL;
    size_t n = 0, capacity = 0;
    for (size_t i = 0; i < c->student_count; i++)
        for (size_t j = 0; j < c->exercise_count; j++) {
            const struct class_entry *e = class_entry(c, i, j);
            for (size_t k = 0; e->state == ENTRY_GRADED && k < e->result.check_count; k++)
                if (e->result.checks[k].max_points > 0)
                    count_check(&list, &n, &capacity, j, &e->result.checks[k]);
        }
    if (n)
        qsort(list, n, sizeof *list, by_share);
    buffer_puts(
        out, "<section class=\"card\"><h3>Hardest checks</h3>\n<table class=\"shares\"><tbody>\n");
    for (size_t i = 0; i < n && i < HARDEST_MOST && list[i].failed; i++)
        put_share(out, list[i].title, c->exercises[list[i].exercise], list[i].failed,
                  list[i].judged);
    put_shares_end(out, n && list[0].failed);
}

static void put_faults(struct buffer *out, const struct figures *f)
{
    static const char *const glosses[KIND_COUNT] = {"does not compile",
                                                    "prints something else",
                                                    "too early or too late",
                                                    "not at the same time",
                                                    "two at once in a place for one",
                                                    "unguarded shared data",
                                                    "stuck for ever",
                                                    "bad use of memory",
                                                    "something left behind",
                                                    "too much of something",
                                                    "could fool the checks"};
    bool told[KIND_COUNT] = {0}, any = false;
    buffer_puts(
        out,
        "<section class=\"card\"><h3>Most frequent faults</h3>\n<table class=\"shares\"><tbody>\n");
    for (;;) {
        int most = -1;
        for (int k = 0; k < KIND_COUNT; k++)
            if (!told[k] && f->kinds[k] && (most < 0 || f->kinds[k] > f->kinds[most]))
                most = k;
        if (most < 0)
            break;
        told[most] = any = true;
        put_share(out, check_kind_name((enum check_kind)most), glosses[most], f->kinds[most],
                  f->graded);
    }
    put_shares_end(out, any);
}

static int by_time(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Virtual time of the first public case: what its sleeping and computing comes to. */
static void put_times(struct buffer *out, const struct class_report *c)
{
    cleanup_free int64_t *times = xcalloc(c->student_count + 1, sizeof *times);
    buffer_puts(
        out,
        "<section class=\"card\"><h3>Time</h3>\n<div class=\"scroll\" tabindex=\"0\" "
        "role=\"region\" aria-label=\"Time\"><table class=\"times\"><thead><tr><th scope=\"col\">"
        "Exercise, first case</th><th class=\"n\" scope=\"col\">shortest</th><th "
        "class=\"n\" scope=\"col\">median</th><th class=\"n\" scope=\"col\">longest"
        "</th></tr></thead><tbody>\n");
    for (size_t j = 0; j < c->exercise_count; j++) {
        size_t n = 0;
        for (size_t i = 0; i < c->student_count; i++) {
            const struct class_entry *e = class_entry(c, i, j);
            if (e->state == ENTRY_GRADED && e->result.timeline_count)
                times[n++] = e->result.timelines[0].total_ns;
        }
        if (n == 0)
            continue;
        qsort(times, n, sizeof *times, by_time);
        buffer_puts(out, "<tr><td>");
        html_text(out, c->exercises[j]);
        buffer_printf(out,
                      "</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td>"
                      "</tr>\n",
                      html_time(times[0]), html_time(times[n / 2]), html_time(times[n - 1]));
    }
    buffer_puts(out,
                "</tbody></table></div>\n<p class=\"path\">Virtual time of the submissions' own "
                "runs: sleeping counts, waiting for a busy machine does not.</p></section>\n");
}

static void put_cell(struct buffer *out, size_t student, size_t exercise,
                     const struct class_entry *e)
{
    if (e->state != ENTRY_GRADED) {
        buffer_printf(out, "<td class=\"n none\" data-sort=\"-1\">%s</td>",
                      e->state == ENTRY_ERROR ? "error" : "–");
        return;
    }
    const char *class = e->result.accepted ? "full" : e->result.score <= 0 ? "zero" : "part";
    buffer_printf(out,
                  "<td class=\"n\" data-sort=\"%.2f\"><a class=\"%s\" href=\"#s%zue%zu\">%s</a>"
                  "</td>",
                  e->result.score, class, student, exercise, html_points(e->result.score));
}

static void put_students(struct buffer *out, const struct class_report *c)
{
    buffer_puts(out, "<section class=\"card\"><h2>Students</h2>\n<div class=\"scroll\" "
                     "tabindex=\"0\" role=\"region\" aria-label=\"Students\"><table "
                     "class=\"sortable\"><thead><tr><th scope=\"col\">Student</th>");
    for (size_t j = 0; j < c->exercise_count; j++) {
        buffer_puts(out, "<th class=\"n\" scope=\"col\">");
        html_text(out, c->exercises[j]);
        buffer_puts(out, "</th>");
    }
    buffer_puts(out, "<th class=\"n\" scope=\"col\">Total</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < c->student_count; i++) {
        buffer_printf(out, "<tr><td><a href=\"#s%zu\">", i);
        html_text(out, class_student_name(c, i));
        buffer_puts(out, "</a></td>");
        for (size_t j = 0; j < c->exercise_count; j++)
            put_cell(out, i, j, class_entry(c, i, j));
        buffer_printf(out, "<td class=\"n\" data-sort=\"%.2f\">%s</td></tr>\n", class_total(c, i),
                      html_points(class_total(c, i)));
    }
    buffer_printf(out,
                  "</tbody></table></div>\n<p class=\"path\">Out of %s points.</p></section>"
                  "\n",
                  html_points(class_max_total(c)));
}

void html_overview(struct buffer *out, const struct class_report *c)
{
    struct figures f = count(c);
    buffer_printf(out,
                  "<section id=\"overview\">\n<h1>The class at a glance</h1>\n<p class=\"lead\">"
                  "%zu students, %zu exercises</p>\n",
                  c->student_count, c->exercise_count);
    put_tiles(out, c, &f);
    buffer_puts(out, "<div class=\"grid\">\n<div>\n");
    put_distribution(out, &f);
    put_times(out, c);
    buffer_puts(out, "</div>\n<div>\n");
    put_faults(out, &f);
    buffer_puts(out, "</div>\n</div>\n");
    put_hardest(out, c);
    put_students(out, c);
    buffer_puts(out, "</section>\n");
}
