#include "cli/progress.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "report/escape.h"

#define BAR_WIDTH 30

int64_t monotonic_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void draw(const struct progress *p)
{
    char bar[BAR_WIDTH + 1];
    size_t filled = p->total ? p->done * BAR_WIDTH / p->total : 0;
    memset(bar, '.', BAR_WIDTH);
    memset(bar, '#', filled);
    bar[BAR_WIDTH] = '\0';
    double seconds = (double)(monotonic_ns() - p->started_ns) / 1e9;
    double rate = seconds > 0 ? (double)p->done / seconds : 0;
    fprintf(stderr, "\r\033[K[%s] %zu of %zu", bar, p->done, p->total);
    if (p->done && rate > 0)
        fprintf(stderr, "  %.1f/s  %.0f s left", rate, (double)(p->total - p->done) / rate);
    fflush(stderr);
}

void progress_start(struct progress *p, size_t total)
{
    *p = (struct progress){
        .terminal = isatty(STDERR_FILENO), .total = total, .started_ns = monotonic_ns()};
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
    if (p->terminal)
        draw(p);
    else if (line)
        say(line);
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
