#include "compile/tokens.h"

#include <ctype.h>
#include <string.h>

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$';
}

/* Length of the comment or literal that begins at p; 0: none does. */
static size_t literal_length(const char *p)
{
    if (p[0] == '/' && p[1] == '/')
        return strcspn(p, "\n");
    if (p[0] == '/' && p[1] == '*') {
        const char *end = strstr(p + 2, "*/");
        return end ? (size_t)(end + 2 - p) : strlen(p);
    }
    if (*p != '"' && *p != '\'')
        return 0;
    size_t n = 1;
    while (p[n] && p[n] != *p && p[n] != '\n')
        n += p[n] == '\\' && p[n + 1] ? 2 : 1;
    return n + (p[n] == *p);
}

size_t tokens_next(struct tokens *t, const char **token)
{
    for (;;) {
        size_t length = literal_length(t->p);
        bool is_comment = length && *t->p == '/';
        while (!length && is_word(t->p[length]))
            for (length = 1; is_word(t->p[length]);)
                length++;
        if (!length)
            length = *t->p != '\0';
        *token = t->p;
        t->p += length;
        for (size_t i = 0; i < length; i++)
            t->line += (*token)[i] == '\n' || (*token)[i] == '\v';
        if (!length || (!is_comment && !isspace((unsigned char)**token)))
            return length;
    }
}

bool token_is(const char *token, size_t length, const char *word)
{
    return strlen(word) == length && memcmp(token, word, length) == 0;
}
