#include "cli/progress.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "report/escape.h"

#define BAR_WIDTH 30
#define DRAW_NS   (50 * INT64_C(1000000)) /* what takes no time is not drawn one by one */

int64_t monotonic_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void put_left(double seconds)
{
    if (seconds < 100)
        fprintf(stderr, "%.0f s left", seconds);
    else if (seconds < 100 * 60)
        fprintf(stderr, "%.0f min left", seconds / 60);
    else
        fprintf(stderr, "%.1f h left", seconds / 3600);
}

static void draw(struct progress *p)
{
    char bar[BAR_WIDTH + 1];
    size_t filled = p->total ? p->done * BAR_WIDTH / p->total : 0;
    memset(bar, '.', BAR_WIDTH);
    memset(bar, '#', filled);
    bar[BAR_WIDTH] = '\0';
    p->drawn_ns = monotonic_ns();
    double seconds = (double)(p->drawn_ns - p->started_ns) / 1e9;
    double rate = seconds > 0 ? (double)(p->done - p->at_once) / seconds : 0;
    fprintf(stderr, "\r\033[K[%s] %zu of %zu", bar, p->done, p->total);
    if (rate > 0) {
        fprintf(stderr, rate < 1 ? "  %.1f a minute  " : "  %.1f/s  ", rate < 1 ? rate * 60 : rate);
        put_left((double)(p->total - p->done) / rate);
    }
    fflush(stderr);
}

void progress_start(struct progress *p, size_t total)
{
    *p = (struct progress){
        .terminal = isatty(STDERR_FILENO), .total = total, .started_ns = monotonic_ns()};
    if (p->terminal)
        draw(p);
}

void progress_work_starts(struct progress *p)
{
    p->is_work = true;
    p->at_once = p->done;
    p->started_ns = monotonic_ns();
    if (p->terminal)
        draw(p);
}

static void say(const char *line)
{
    struct buffer text = {0};
    escape_terminal(&text, line, strlen(line), false);
    fprintf(stderr, "%s\n", text.data ? text.data : "");
    buffer_free(&text);
}

void progress_step(struct progress *p, const char *line)
{
    p->done++;
    if (!p->terminal && line)
        say(line);
    else if (p->terminal && (p->is_work || monotonic_ns() - p->drawn_ns >= DRAW_NS))
        draw(p);
}

void progress_say(struct progress *p, const char *line)
{
    if (p->terminal)
        fputs("\r\033[K", stderr);
    say(line);
    if (p->terminal)
        draw(p);
}

void progress_end(struct progress *p)
{
    if (p->terminal)
        fputs("\r\033[K", stderr);
}
