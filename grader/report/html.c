/*
 * One page that needs nothing else: no network, no other file. Everything is
 * written out here, so it reads and prints without its script. The policy
 * allows only the style sheet and the script whose hashes it names: should a text
 * of a stranger ever get out of its escaping, the browser would run none of it.
 * Hence no style attributes: what is drawn has its sizes in SVG attributes.
 *
 * A class has an overview and a page a student; CSS shows the one that the
 * address names (:target).
 */
#include "report/html.h"

#include <string.h>

#include "report/escape.h"

void html_text(struct buffer *out, const char *text)
{
    struct buffer clean = {0};
    if (!text)
        return;
    escape_terminal(&clean, text, strlen(text), true);
    escape_xml(out, clean.data ? clean.data : "", clean.length);
    buffer_free(&clean);
}

void html_code(struct buffer *out, const char *text, size_t size)
{
    struct buffer plain = {0}, clean = {0};
    for (size_t i = 0; i < size; i++)
        if (text[i] == '\t')
            do
                buffer_putc(&plain, ' ');
            while (plain.length % 4);
        else if (text[i] != '\r')
            buffer_putc(&plain, text[i]);
    escape_terminal(&clean, plain.data ? plain.data : "", plain.length, true);
    escape_xml(out, clean.data ? clean.data : "", clean.length);
    buffer_free(&plain);
    buffer_free(&clean);
}

void html_prose(struct buffer *out, const char *text)
{
    struct buffer clean = {0};
    html_text(&clean, text);
    for (const char *p = clean.data; p && *p;) {
        const char *open = strchr(p, '`'), *close = open ? strchr(open + 1, '`') : NULL;
        if (!close || close == open + 1) {
            buffer_puts(out, p);
            break;
        }
        buffer_add(out, p, (size_t)(open - p));
        buffer_puts(out, "<code>");
        buffer_add(out, open + 1, (size_t)(close - open - 1));
        buffer_puts(out, "</code>");
        p = close + 1;
    }
    buffer_free(&clean);
}

const char *html_points(double points)
{
    static _Thread_local char texts[4][32];
    static _Thread_local unsigned turn;
    char *text = texts[turn++ % 4];
    snprintf(text, sizeof texts[0], "%.2f", points);
    size_t end = strlen(text);
    while (text[end - 1] == '0')
        text[--end] = '\0';
    if (text[end - 1] == '.')
        text[--end] = '\0';
    return text;
}

const char *html_time(int64_t ns)
{
    static _Thread_local char texts[4][32];
    static _Thread_local unsigned turn;
    char *text = texts[turn++ % 4];
    if (ns >= 1000000000 || ns == 0)
        snprintf(text, sizeof texts[0], "%.4g s", (double)ns / 1e9);
    else
        snprintf(text, sizeof texts[0], "%.3g ms", (double)ns / 1e6);
    return text;
}

static void put_head(struct buffer *out, const char *title)
{
    size_t size;
    buffer_puts(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    buffer_printf(out,
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                  "style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; "
                  "form-action 'none'\">\n",
                  html_style_hash, html_script_hash);
    buffer_puts(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    html_text(out, title);
    buffer_puts(out, "</title>\n<style>");
    const char *style = html_style(&size);
    buffer_add(out, style, size);
    buffer_puts(out, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">To the "
                     "report</a>\n");
}

static void put_foot(struct buffer *out)
{
    size_t size;
    const char *script = html_script(&size);
    buffer_puts(out, "</main>\n<script>");
    buffer_add(out, script, size);
    buffer_puts(out, "</script>\n</body>\n</html>\n");
}

static void put_student(struct buffer *out, const struct class_report *c, size_t student)
{
    char id[64];
    buffer_printf(out,
                  "<section class=\"student\" id=\"s%zu\">\n<p class=\"back\"><a "
                  "href=\"#overview\">← All students</a></p>\n<h1>",
                  student);
    html_text(out, class_student_name(c, student));
    buffer_printf(out, "</h1>\n<p class=\"lead\">%s of %s points</p>\n",
                  html_points(class_total(c, student)), html_points(class_max_total(c)));
    for (size_t j = 0; j < c->exercise_count; j++) {
        snprintf(id, sizeof id, "s%zue%zu", student, j);
        html_entry(out, id, c->exercises[j], class_entry(c, student, j), false);
    }
    buffer_puts(out, "</section>\n");
}

static void put_only_one(struct buffer *out, const struct class_report *c)
{
    char id[64];
    const char *name = class_student_name(c, 0);
    buffer_puts(out, "<h1>");
    html_text(out, *name ? name : c->exercise_count == 1 ? c->exercises[0] : "Submissions");
    buffer_puts(out, "</h1>\n");
    for (size_t j = 0; j < c->exercise_count; j++) {
        snprintf(id, sizeof id, "s0e%zu", j);
        html_entry(out, id, c->exercises[j], class_entry(c, 0, j), true);
    }
}

void html_class(struct buffer *out, const struct class_report *c, const struct terminal_options *o)
{
    (void)o;
    bool only_one = c->student_count == 1;
    struct buffer title = {0};
    buffer_puts(&title, only_one && c->exercise_count == 1 ? c->exercises[0] : "A class graded");
    put_head(out, title.data);
    buffer_puts(out, "<header class=\"top\"><b>grader</b> <span>");
    buffer_puts(out, only_one ? "what one submission did, and what to mend"
                              : "how the class did, and what it stumbles over");
    buffer_puts(out, "</span></header>\n<main id=\"main\">\n");
    if (only_one) {
        put_only_one(out, c);
    } else {
        html_overview(out, c);
        for (size_t i = 0; i < c->student_count; i++)
            put_student(out, c, i);
    }
    put_foot(out);
    buffer_free(&title);
}
