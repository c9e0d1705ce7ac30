/*
 * Inline assembly can read, write and call what no check sees, and in the
 * object it looks like any other code. But the compiler marks it in what it
 * hands to the assembler: it stands between #APP and #NO_APP, with its line in
 * the source, whatever macros it came from. The assembler's listing is that
 * text, and costs nothing to make.
 *
 * Two ways past that can only be seen in the source's tokens (comments,
 * literals and continued lines are understood): to #undef what the compiler's
 * command line makes of the no_sanitize attributes, and to give a function a
 * name of several lines, asm("f\n incl x").
 */
#include "engine/integrity_text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "compile/tokens.h"

/* These neither touch memory nor call anything; an empty template is a compiler barrier. */
static bool is_harmless(const char *instruction)
{
    static const char *const harmless[] = {"",        "pause",  "nop",    "rep",
                                           "rep nop", "mfence", "lfence", "sfence"};
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        if (strcmp(instruction, harmless[i]) == 0)
            return true;
    return false;
}

static char *explain_assembly(const char *instruction, const char *source_name, int line)
{
    cleanup_free char *place = line > 0 ? xasprintf(" at %s:%d", source_name, line) : xstrdup("");
    return xasprintf("The program has inline assembly%s (`%.60s`). What that reads, writes or "
                     "calls, the detectors of races and memory errors cannot see. Write it in C: "
                     "for a number that threads share there are mutexes and <stdatomic.h>.",
                     place, instruction);
}

/* The first instruction of a template that is not harmless, with single blanks; NULL: none. */
static char *telling_instruction(char *template)
{
    char *save = NULL;
    for (char *part = strtok_r(template, ";\n", &save); part; part = strtok_r(NULL, ";\n", &save)) {
        struct buffer words = {0};
        char *inner = NULL;
        part[strcspn(part, "#")] = '\0';
        for (char *w = strtok_r(part, " \t", &inner); w; w = strtok_r(NULL, " \t", &inner))
            buffer_printf(&words, "%s%s", words.length ? " " : "", w);
        cleanup_free char *instruction = buffer_take(&words);
        if (!is_harmless(instruction))
            return steal_ptr(instruction);
    }
    return NULL;
}

/* ---- the listing */

/* Number, address and bytes stand before a tab, the text behind it; other lines hold bytes only. */
static char *text_of(char *listing_line)
{
    char *tab = strchr(listing_line, '\t');
    return tab ? tab + 1 + strspn(tab + 1, " \t") : NULL;
}

/* Between two templates the compiler may put places and labels of its own. */
static bool is_local_label(const char *text)
{
    size_t length = strcspn(text, " \t:");
    return strncmp(text, ".L", 2) == 0 && strcmp(text + length, ":") == 0;
}

char *integrity_check_listing(char *listing, const char *source_name)
{
    static const char clang_start[] = "# Start of file scope inline assembly";
    static const char clang_end[] = "# End of file scope inline assembly";
    bool inside = false;
    int place = 0, newest = 0;
    for (char *line = listing, *next; line; line = next) {
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        char *text = text_of(line);
        int number;
        if (!text)
            continue;
        if (strncmp(text, "#APP", 4) == 0 || strncmp(text, clang_start, strlen(clang_start)) == 0) {
            inside = true;
            place = newest;
        } else if (strncmp(text, "#NO_APP", 7) == 0 ||
                   strncmp(text, clang_end, strlen(clang_end)) == 0) {
            inside = false;
        } else if (sscanf(text, ".loc %*d %d", &number) == 1) {
            newest = number;
        } else if (inside && sscanf(text, "# %d \"", &number) == 1) {
            place = number; /* # 18 "hello.c" 1 before a template, # 0 behind it */
        } else if (inside && !is_local_label(text)) {
            cleanup_free char *found = telling_instruction(text);
            if (found)
                return explain_assembly(found, source_name, place);
        }
    }
    return NULL;
}

/* ---- the source's tokens */

/* Lines that a backslash continues made one; a \v stands for each newline that went. */
static char *join_lines(const char *text)
{
    struct buffer out = {0};
    size_t pending = 0;
    for (; *text; text++) {
        size_t skip = text[0] == '\\' ? 1 + strspn(text + 1, "\r") : 0;
        if (skip && text[skip] == '\n') {
            pending++;
            text += skip;
            continue;
        }
        for (; pending && *text == '\n'; pending--)
            buffer_putc(&out, '\v');
        buffer_putc(&out, *text);
    }
    return buffer_take(&out);
}

static bool begins(const char *token, size_t length, const char *with)
{
    return length >= strlen(with) && strncmp(token, with, strlen(with)) == 0;
}

/* A name of an attribute that keeps detectors out, with or without underscores round it. */
static bool is_no_sanitize(const char *token, size_t length)
{
    for (; length && *token == '_'; length--)
        token++;
    return begins(token, length, "no_sanitize") ||
           begins(token, length, "disable_sanitizer_instrumentation") ||
           begins(token, length, "no_address_safety_analysis");
}

static bool is_asm(const char *token, size_t length)
{
    return token_is(token, length, "asm") || token_is(token, length, "__asm") ||
           token_is(token, length, "__asm__");
}

/* What a literal with escapes would put into the assembly that the compiler writes. */
static char *telling_literal(const char *token, size_t length)
{
    struct buffer text = {0};
    if (!memchr(token, '\\', length))
        return NULL;
    for (size_t i = 1; i + 1 < length; i++) {
        bool escaped = token[i] == '\\' && i + 2 < length;
        i += escaped;
        buffer_putc(&text, !escaped ? token[i] : token[i] == 'n' ? '\n' : ' ');
    }
    cleanup_free char *template = buffer_take(&text);
    return telling_instruction(template);
}

static char *explain_attribute(const char *token, size_t length, const char *source_name, int line)
{
    return xasprintf("The file says `%.*s` (%s:%d), which keeps the detectors of races and memory "
                     "errors out of a part of the program. What they cannot see cannot be graded. "
                     "Take it away; where a race is reported, protect the data by a mutex.",
                     (int)(length < 60 ? length : 60), token, source_name, line);
}

char *integrity_check_tokens(const char *text, const char *source_name)
{
    cleanup_free char *joined = join_lines(text);
    struct tokens t = {joined, 1};
    const char *token;
    bool after_asm = false;
    for (size_t length; (length = tokens_next(&t, &token));) {
        if (is_no_sanitize(token, length))
            return explain_attribute(token, length, source_name, t.line);
        if (is_asm(token, length))
            after_asm = true;
        else if (*token == ';' || *token == '{')
            after_asm = false;
        cleanup_free char *found =
            after_asm && *token == '"' ? telling_literal(token, length) : NULL;
        if (found)
            return explain_assembly(found, source_name, t.line);
    }
    return NULL;
}
