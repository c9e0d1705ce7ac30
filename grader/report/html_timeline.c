/*
 * A run drawn as SVG: a lane a task, on virtual time. What is drawn is told in
 * words too (title, desc, and a table where there is room), for those who do not see it.
 */
#include <math.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "report/escape.h"
#include "report/html.h"
#include "report/text.h"

#define WIDTH       960.0
#define LEFT        170.0 /* room for the names of lanes */
#define RIGHT       20.0
#define TOP         30.0
#define LANE_HEIGHT 42.0
#define BAR_HEIGHT  12.0
#define LETTER      6.6 /* width of one, about */
#define DOT         8.0 /* width of what stands for a line */
#define RIGHTMOST   (WIDTH - 4)

struct drawing {
    const struct timeline *t;
    double scale; /* units a nanosecond */
};

static double x_of(const struct drawing *d, int64_t ns)
{
    return LEFT + (double)ns * d->scale;
}

static double bar_top(int lane)
{
    return TOP + lane * LANE_HEIGHT + 22;
}

/* The least of 1, 2, 5 times a power of ten that gives at most 8 marks. */
static double tick_step(double total)
{
    double step = pow(10, floor(log10(total / 8)));
    static const double factors[] = {1, 2, 5, 10};
    for (size_t i = 0; i < 4; i++)
        if (total / (step * factors[i]) <= 8)
            return step * factors[i];
    return step * 10;
}

static void put_axis(struct buffer *out, const struct drawing *d, double height)
{
    double total = d->t->total_ns > 0 ? (double)d->t->total_ns : 1;
    double step = tick_step(total);
    for (int i = 0; i * step <= total * 1.0001; i++) {
        double x = x_of(d, (int64_t)(i * step));
        buffer_printf(out,
                      "<line class=\"grid-line\" x1=\"%.1f\" y1=\"%.0f\" x2=\"%.1f\" "
                      "y2=\"%.0f\"/><text class=\"soft\" x=\"%.1f\" y=\"16\" "
                      "text-anchor=\"middle\">%s</text>\n",
                      x, TOP - 6, x, height - 8, x, html_time((int64_t)(i * step)));
    }
}

/* At most as many letters as fit into `room`; nothing if that is hardly any. */
static void put_label(struct buffer *out, const char *text, double x, double y, double room)
{
    struct buffer label = {0};
    double letters = room / LETTER;
    if (!text || letters < 3)
        return;
    text_line(&label, text, strlen(text), (size_t)letters);
    buffer_printf(out, "<text x=\"%.1f\" y=\"%.1f\">", x, y);
    html_text(out, label.data ? label.data : "");
    buffer_puts(out, "</text>\n");
    buffer_free(&label);
}

static void put_bar(struct buffer *out, const struct drawing *d, const char *class, int lane,
                    int64_t from_ns, int64_t to_ns, const char *what, const char *text)
{
    double x = x_of(d, from_ns), width = fmax(x_of(d, to_ns) - x, 1.5);
    buffer_printf(out,
                  "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.0f\" "
                  "rx=\"3\"><title>",
                  class, x, bar_top(lane), width, BAR_HEIGHT);
    buffer_printf(out, "%s", what);
    if (text) {
        buffer_putc(out, ' ');
        html_text(out, text);
    }
    buffer_printf(out, ", %s to %s</title></rect>\n", html_time(from_ns), html_time(to_ns));
}

static void put_lanes(struct buffer *out, const struct drawing *d)
{
    for (size_t i = 0; i < d->t->lane_count; i++) {
        const struct timeline_lane *l = &d->t->lanes[i];
        struct buffer name = {0};
        text_line(&name, l->name, strlen(l->name), (size_t)((LEFT - 16) / LETTER));
        buffer_printf(out, "<text x=\"8\" y=\"%.1f\">", bar_top((int)i) + 10);
        html_text(out, name.data);
        buffer_puts(out, "</text>\n");
        buffer_free(&name);
        if (l->parent >= 0 && (size_t)l->parent < i) {
            double x = x_of(d, l->from_ns);
            buffer_printf(out, "<path class=\"born\" d=\"M%.1f %.1fV%.1f\"/>\n", x,
                          bar_top(l->parent) + BAR_HEIGHT, bar_top((int)i));
        }
    }
    for (size_t i = 0; i < d->t->lane_count; i++)
        put_bar(out, d, "lane", (int)i, d->t->lanes[i].from_ns, d->t->lanes[i].to_ns, "alive",
                NULL);
}

/* Where the line before it in the same lane stands, of those that are not at the same place. */
static double dot_before(const struct drawing *d, size_t index)
{
    const struct timeline_event *events = d->t->events;
    double x = x_of(d, events[index].from_ns);
    for (size_t i = index; i-- > 0;)
        if (events[i].lane == events[index].lane && events[i].kind == TIMELINE_LINE &&
            x_of(d, events[i].from_ns) < x - DOT)
            return x_of(d, events[i].from_ns);
    return LEFT - DOT;
}

/* `*limit`: the label must end there; then where those before it in the lane must. */
static void put_line(struct buffer *out, const struct drawing *d, size_t index, double *limit)
{
    const struct timeline_event *e = &d->t->events[index];
    const char *text = e->text ? e->text : "";
    double x = x_of(d, e->from_ns), y = bar_top(e->lane), start = x - DOT / 2;
    double wanted = ((double)text_width(text, strlen(text)) + 1) * LETTER;
    bool last = *limit >= RIGHTMOST;
    if (last && start + wanted > *limit) /* it may begin left of its dot */
        start = fmin(start, fmax(*limit - wanted, dot_before(d, index) + DOT));
    buffer_printf(out, "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\"><title>prints ", x,
                  y + BAR_HEIGHT / 2);
    html_text(out, text);
    buffer_printf(out, ", at %s</title></circle>\n", html_time(e->from_ns));
    put_label(out, text, start, y - 5, *limit - start);
    *limit = fmin(*limit, start - LETTER);
}

/* From the last to the first: each label knows where the next one of its lane begins. */
static void put_lines(struct buffer *out, const struct drawing *d)
{
    cleanup_free double *limits = xcalloc(d->t->lane_count + 1, sizeof *limits);
    for (size_t i = 0; i < d->t->lane_count; i++)
        limits[i] = RIGHTMOST;
    for (size_t i = d->t->event_count; i-- > 0;)
        if (d->t->events[i].kind == TIMELINE_LINE)
            put_line(out, d, i, &limits[d->t->events[i].lane]);
}

static void put_events(struct buffer *out, const struct drawing *d)
{
    static const struct {
        const char *class, *what;
    } bars[TIMELINE_KINDS] = {[TIMELINE_WAIT] = {"wait", "waits"},
                              [TIMELINE_FILE] = {"file", "has open"},
                              [TIMELINE_LOCK] = {"lock", "holds"}};
    for (size_t i = 0; i < d->t->event_count; i++) {
        const struct timeline_event *e = &d->t->events[i];
        if (e->kind != TIMELINE_LINE)
            put_bar(out, d, bars[e->kind].class, e->lane, e->from_ns, e->to_ns, bars[e->kind].what,
                    e->text);
    }
    put_lines(out, d); /* above the bars */
}

static bool has_kind(const struct timeline *t, enum timeline_kind kind)
{
    for (size_t i = 0; i < t->event_count; i++)
        if (t->events[i].kind == kind)
            return true;
    return false;
}

/* What the colours mean that are there. */
static void put_key(struct buffer *out, const struct timeline *t)
{
    static const char bar[] = "<li><svg width=\"22\" height=\"10\" aria-hidden=\"true\"><rect "
                              "class=\"%s\" x=\"1\" y=\"1\" width=\"20\" height=\"8\" "
                              "rx=\"3\"/></svg>%s</li>";
    static const struct {
        const char *class, *what;
    } bars[TIMELINE_KINDS] = {[TIMELINE_WAIT] = {"wait", "sleeping"},
                              [TIMELINE_FILE] = {"file", "has a file open"},
                              [TIMELINE_LOCK] = {"lock", "holds a lock"}};
    buffer_puts(out, "<ul class=\"key\">");
    buffer_printf(out, bar, "lane", "runs, or waits for another one");
    for (int k = 0; k < TIMELINE_KINDS; k++)
        if (bars[k].class && has_kind(t, (enum timeline_kind)k))
            buffer_printf(out, bar, bars[k].class, bars[k].what);
    if (has_kind(t, TIMELINE_LINE))
        buffer_puts(out, "<li><svg width=\"12\" height=\"12\" aria-hidden=\"true\"><circle "
                         "class=\"dot\" cx=\"6\" cy=\"6\" r=\"4.5\"/></svg>prints a line</li>");
    buffer_puts(out, "</ul>\n");
}

static void put_table(struct buffer *out, const struct timeline *t)
{
    static const char *const words[TIMELINE_KINDS] = {"sleeps", "prints", "has open", "holds"};
    buffer_puts(out, "<details><summary>The same as a table</summary><div class=\"scroll\" "
                     "tabindex=\"0\" role=\"region\" aria-label=\"Events\"><table><thead><tr>"
                     "<th class=\"n\" scope=\"col\">From</th><th class=\"n\" scope=\"col\">To</th>"
                     "<th scope=\"col\">Who</th><th scope=\"col\">What</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < t->event_count; i++) {
        const struct timeline_event *e = &t->events[i];
        buffer_printf(out, "<tr><td class=\"n\">%s</td><td class=\"n\">%s</td><td>",
                      html_time(e->from_ns), html_time(e->to_ns));
        html_text(out, t->lanes[e->lane].name);
        buffer_printf(out, "</td><td>%s ", words[e->kind]);
        if (e->text) {
            buffer_puts(out, "<code>");
            html_text(out, e->text);
            buffer_puts(out, "</code>");
        }
        buffer_puts(out, "</td></tr>\n");
    }
    buffer_puts(out, "</tbody></table></div></details>\n");
}

static void put_words(struct buffer *out, const char *exercise, const struct timeline *t)
{
    static const char *const ends[] = {
        [RUN_EXITED] = "It ended by itself",
        [RUN_SIGNALED] = "It was ended by a signal",
        [RUN_DEADLOCK] = "Then everybody waited for somebody else, for ever (a deadlock)",
        [RUN_LIMIT] = "It was stopped at a limit"};
    buffer_puts(out, "<p class=\"path\"><code>");
    html_text(out, exercise);
    for (size_t i = 0; i < t->arg_count; i++) {
        struct buffer argument = {0};
        escape_argument(&argument, t->args[i]);
        buffer_putc(out, ' ');
        escape_xml(out, argument.data, argument.length);
        buffer_free(&argument);
    }
    buffer_printf(out, "</code> · %s after %s of virtual time.", ends[t->end],
                  html_time(t->total_ns));
    if (t->left_out)
        buffer_printf(out, " %zu more lanes or events are not drawn.", t->left_out);
    buffer_puts(out, "</p>\n");
}

void html_timeline(struct buffer *out, const char *exercise, const struct timeline *t, bool table)
{
    double total = t->total_ns > 0 ? (double)t->total_ns : 1;
    struct drawing d = {t, (WIDTH - LEFT - RIGHT) / total};
    double height = TOP + (double)t->lane_count * LANE_HEIGHT + 12;
    size_t lines = 0;
    for (size_t i = 0; i < t->event_count; i++)
        lines += t->events[i].kind == TIMELINE_LINE;
    put_words(out, exercise, t);
    buffer_puts(out, "<div class=\"timeline\" tabindex=\"0\" role=\"region\" "
                     "aria-label=\"Timeline\">");
    buffer_printf(out,
                  "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%zu threads and "
                  "processes, %zu lines printed, over %s\">\n",
                  WIDTH, height, t->lane_count, lines, html_time(t->total_ns));
    put_axis(out, &d, height);
    put_lanes(out, &d);
    put_events(out, &d);
    buffer_puts(out, "</svg></div>\n");
    put_key(out, t);
    if (table && t->event_count)
        put_table(out, t);
}
