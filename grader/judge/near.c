/* Slips of the pen: a line that is nearly right deserves to be told what is wrong with it. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "judge/judging.h"

#define NEAR_BYTES 200 /* longer lines are not compared letter by letter */
#define SHORTEST   5   /* shorter ones are near to anything */
#define FARTHEST   2   /* letters */
#define NEAR_LINES 512 /* lines compared at most */

/* Equal when spaces (and, if asked, the case of letters) are left out? */
static bool equal_without(const char *a, size_t a_size, const char *b, size_t b_size, bool spaces,
                          bool letters)
{
    size_t i = 0, k = 0;
    for (;;) {
        while (spaces && i < a_size && isspace((unsigned char)a[i]))
            i++;
        while (spaces && k < b_size && isspace((unsigned char)b[k]))
            k++;
        if (i == a_size || k == b_size)
            return i == a_size && k == b_size;
        int x = (unsigned char)a[i++], y = (unsigned char)b[k++];
        if (letters ? tolower(x) != tolower(y) : x != y)
            return false;
    }
}

/* Letters to be changed, added or left out; more than FARTHEST is not told apart. */
static int edit_distance(const char *a, size_t a_size, const char *b, size_t b_size)
{
    int row[NEAR_BYTES + 1];
    for (size_t k = 0; k <= b_size; k++)
        row[k] = (int)k;
    for (size_t i = 1; i <= a_size; i++) {
        int diagonal = row[0], least = row[0] = (int)i;
        for (size_t k = 1; k <= b_size; k++) {
            int above = row[k], best = diagonal + (a[i - 1] != b[k - 1]);
            if (above + 1 < best)
                best = above + 1;
            if (row[k - 1] + 1 < best)
                best = row[k - 1] + 1;
            diagonal = above;
            row[k] = best;
            least = best < least ? best : least;
        }
        if (least > FARTHEST)
            return FARTHEST + 1;
    }
    return row[b_size];
}

const char *near_how(const char *a, size_t a_size, const char *b, size_t b_size)
{
    if (equal_without(a, a_size, b, b_size, false, true))
        return "only in upper and lower case";
    if (equal_without(a, a_size, b, b_size, true, false))
        return "only in spaces";
    if (equal_without(a, a_size, b, b_size, true, true))
        return "only in spaces and in upper and lower case";
    size_t gap = a_size > b_size ? a_size - b_size : b_size - a_size;
    if (gap > FARTHEST || a_size > NEAR_BYTES || b_size > NEAR_BYTES || a_size < SHORTEST)
        return NULL;
    int distance = edit_distance(a, a_size, b, b_size);
    return distance == 1 ? "in one character" : distance == 2 ? "in two characters" : NULL;
}

/* The longest line asked for that `text` starts with. */
static size_t starts_with_expected(const struct judging *j, const char *text, size_t size)
{
    size_t longest = 0;
    for (size_t i = 0; i < j->expected_line_count && i < NEAR_LINES; i++) {
        size_t length = strlen(j->expected_lines[i]);
        if (length > longest && length <= size && memcmp(j->expected_lines[i], text, length) == 0)
            longest = length;
    }
    return longest;
}

/* Two lines in one: the text of the first was written apart from its newline. */
static char *explain_garbled(const struct judging *j, const struct trace_event *e)
{
    size_t first = starts_with_expected(j, e->text, e->size);
    if (first < SHORTEST || first == e->size)
        return NULL;
    size_t second = starts_with_expected(j, e->text + first, e->size - first);
    if (second < SHORTEST)
        return NULL;
    return xstrdup("These are two lines run together: a text and its newline must be written in "
                   "one go, or another one's text gets in between");
}

char *near_explain(const struct judging *j, const struct judge_line *line)
{
    const struct trace_event *e = line->at;
    if (e->no_newline)
        return xstrdup("It is the last line, and it has no newline at its end");
    char *garbled = explain_garbled(j, e);
    if (garbled)
        return garbled;
    for (size_t i = 0; i < j->expected_line_count && i < NEAR_LINES; i++) {
        const char *wanted = j->expected_lines[i];
        const char *how = near_how(e->text, e->size, wanted, strlen(wanted));
        if (!how)
            continue;
        cleanup_free char *quoted = words_quote(wanted, strlen(wanted));
        return xasprintf("It differs from %s %s", quoted, how);
    }
    return NULL;
}

const struct judge_line *near_find(const struct judge_run *run, const char *wanted)
{
    size_t size = strlen(wanted), compared = 0;
    for (size_t i = 0; i < run->line_count && compared < NEAR_LINES; i++) {
        const struct judge_line *line = &run->lines[i];
        if (line->type >= 0)
            continue;
        compared++;
        bool equal = line->at->size == size && memcmp(line->at->text, wanted, size) == 0;
        if (equal || near_how(line->at->text, line->at->size, wanted, size))
            return line;
    }
    return NULL;
}
