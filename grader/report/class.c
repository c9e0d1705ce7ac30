/* A class of results: who handed in what, and the table of scores. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "report/escape.h"
#include "report/report.h"
#include "report/text.h"

struct class_entry *class_entry(const struct class_report *c, size_t student, size_t exercise)
{
    return &c->entries[student * c->exercise_count + exercise];
}

double class_total(const struct class_report *c, size_t student)
{
    double total = 0;
    for (size_t i = 0; i < c->exercise_count; i++)
        if (class_entry(c, student, i)->state == ENTRY_GRADED)
            total += class_entry(c, student, i)->result.score;
    return total;
}

double class_max_total(const struct class_report *c)
{
    double total = 0;
    for (size_t i = 0; i < c->exercise_count; i++)
        total += c->max_scores[i];
    return total;
}

const char *class_student_name(const struct class_report *c, size_t student)
{
    const char *full = c->ids ? c->ids[student].full_name : NULL;
    return full && *full ? full : c->students[student];
}

static void ids_free(struct student_ids *ids)
{
    char *texts[] = {ids->full_name, ids->moodle_id, ids->canvas_id,
                     ids->sis_id,    ids->login,     ids->section};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        free(texts[i]);
}

void class_refuse(struct class_report *c, const char *name, const char *reason)
{
    struct class_refused *r = GROW(c->refused, c->refused_count, c->refused_capacity);
    r->name = xstrdup(name);
    r->reason = xstrdup(reason);
}

void class_free(struct class_report *c)
{
    for (size_t i = 0; i < c->student_count * c->exercise_count && c->entries; i++) {
        result_free(&c->entries[i].result);
        free(c->entries[i].source);
    }
    for (size_t i = 0; i < c->student_count && c->ids; i++)
        ids_free(&c->ids[i]);
    free(c->ids);
    for (size_t i = 0; i < c->student_count; i++)
        free(c->students[i]);
    for (size_t i = 0; i < c->exercise_count; i++)
        free(c->exercises[i]);
    for (size_t i = 0; i < c->ignored_count; i++)
        free(c->ignored[i]);
    for (size_t i = 0; i < c->refused_count; i++) {
        free(c->refused[i].name);
        free(c->refused[i].reason);
    }
    free(c->refused);
    for (size_t i = 0; i < c->alike_count; i++)
        free(c->alike[i].students);
    free(c->alike);
    free(c->students);
    free(c->exercises);
    free(c->max_scores);
    free(c->entries);
    free(c->ignored);
    *c = (struct class_report){0};
}

#define CELL_WIDTH 32

static enum style cell_style(const char *text)
{
    if (strcmp(text, "error") == 0)
        return STYLE_YELLOW;
    return strcmp(text, "missing") == 0 ? STYLE_DIM : STYLE_PLAIN;
}

static void put_cell(struct buffer *out, bool colour, bool header, bool left, const char *text,
                     size_t width)
{
    struct buffer cell = {0};
    text_line(&cell, text, strlen(text), CELL_WIDTH);
    const char *clean = cell.data ? cell.data : "";
    size_t used = text_width(clean, cell.length);
    for (size_t i = used; !left && i < width; i++)
        buffer_putc(out, ' ');
    text_style(out, colour, header ? STYLE_BOLD : cell_style(text), clean);
    for (size_t i = used; left && i < width; i++)
        buffer_putc(out, ' ');
    buffer_free(&cell);
}

static size_t cell_width(const char *text)
{
    struct buffer cell = {0};
    text_line(&cell, text, strlen(text), CELL_WIDTH);
    size_t width = text_width(cell.data ? cell.data : "", cell.length);
    buffer_free(&cell);
    return width;
}

void table_print(struct buffer *out, bool colour, size_t columns, size_t rows,
                 const char *const *cells)
{
    size_t *widths = xcalloc(columns, sizeof *widths);
    for (size_t i = 0; i < rows * columns; i++) {
        size_t width = cell_width(cells[i]);
        if (width > widths[i % columns])
            widths[i % columns] = width;
    }
    for (size_t r = 0; r < rows; r++) {
        for (size_t c = 0; c < columns; c++) {
            if (c)
                buffer_puts(out, "  ");
            put_cell(out, colour, r == 0, c == 0, cells[r * columns + c], widths[c]);
        }
        buffer_putc(out, '\n');
    }
    free(widths);
}

static char *entry_text(const struct class_entry *e)
{
    if (e->state == ENTRY_MISSING)
        return xstrdup("missing");
    if (e->state == ENTRY_ERROR)
        return xstrdup("error");
    return xasprintf("%.2f", e->result.score);
}

void class_table(struct buffer *out, const struct class_report *c, bool colour)
{
    size_t columns = c->exercise_count + 2, rows = c->student_count + 2, n = 0;
    char **cells = xcalloc(columns * rows, sizeof *cells);
    cells[n++] = xstrdup("student");
    for (size_t j = 0; j < c->exercise_count; j++)
        cells[n++] = xstrdup(c->exercises[j]);
    cells[n++] = xstrdup("total");
    for (size_t i = 0; i < c->student_count; i++) {
        cells[n++] = xstrdup(c->students[i]);
        for (size_t j = 0; j < c->exercise_count; j++)
            cells[n++] = entry_text(class_entry(c, i, j));
        cells[n++] = xasprintf("%.2f", class_total(c, i));
    }
    cells[n++] = xstrdup("out of");
    for (size_t j = 0; j < c->exercise_count; j++)
        cells[n++] = xasprintf("%.2f", c->max_scores[j]);
    cells[n++] = xasprintf("%.2f", class_max_total(c));
    table_print(out, colour, columns, rows, (const char *const *)cells);
    for (size_t i = 0; i < n; i++)
        free(cells[i]);
    free(cells);
}
