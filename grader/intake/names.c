#include "intake/names.h"

#define PCRE2_CODE_UNIT_WIDTH 8

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

bool is_c_file(const char *name)
{
    size_t length = strlen(name);
    return length > 2 && strcmp(name + length - 2, ".c") == 0;
}

/* Moodle replaces underscores in names, Canvas writes LATE in capitals only: no name looks so. */
static const struct {
    enum platform platform;
    const char *pattern;
} forms[] = {
    {PLATFORM_MOODLE, "^(?<student>[^_]+)(?:_(?<id>[0-9]+))?_assignsubmission_"
                      "(?<plugin>[a-z0-9]+)(?:_(?<file>.*))?$"},
    {PLATFORM_CANVAS, "^(?<late>LATE_)?(?<student>anon_(?<id>[0-9A-Za-z]+))_"
                      "(?<attachment>[0-9]+)_(?<file>.+)$"},
    {PLATFORM_CANVAS, "^(?<student>.+?)_(?<late>LATE_)?(?<id>[0-9]+)_"
                      "(?<attachment>[0-9]+)_(?<file>.+)$"},
};

static pcre2_code *compiled(const char *pattern)
{
    int error;
    PCRE2_SIZE at;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, PCRE2_DOTALL, &error, &at, NULL);
    if (!code)
        abort(); /* the patterns are ours */
    return code;
}

/* What the group of this name caught; "" if nothing. Owned. */
static char *caught(pcre2_match_data *match, const char *group)
{
    PCRE2_UCHAR *text;
    PCRE2_SIZE length;
    if (pcre2_substring_get_byname(match, (PCRE2_SPTR)group, &text, &length) != 0)
        return xstrdup("");
    char *copy = xstrndup((const char *)text, length);
    pcre2_substring_free(text);
    return copy;
}

static void take(pcre2_match_data *match, enum platform platform, struct delivered_name *out)
{
    char *late = caught(match, "late"), *attachment = caught(match, "attachment");
    *out = (struct delivered_name){.platform = platform,
                                   .student = caught(match, "student"),
                                   .id = caught(match, "id"),
                                   .plugin = caught(match, "plugin"),
                                   .file = caught(match, "file"),
                                   .late = *late != '\0',
                                   .attachment = strtoull(attachment, NULL, 10)};
    free(late);
    free(attachment);
}

bool delivered_name_read(const char *name, struct delivered_name *out)
{
    bool found = false;
    for (size_t i = 0; i < sizeof forms / sizeof *forms && !found; i++) {
        pcre2_code *code = compiled(forms[i].pattern);
        pcre2_match_data *match = pcre2_match_data_create_from_pattern(code, NULL);
        found = pcre2_match(code, (PCRE2_SPTR)name, strlen(name), 0, 0, match, NULL) > 0;
        if (found)
            take(match, forms[i].platform, out);
        pcre2_match_data_free(match);
        pcre2_code_free(code);
    }
    return found;
}

void delivered_name_free(struct delivered_name *n)
{
    free(n->student);
    free(n->id);
    free(n->plugin);
    free(n->file);
    *n = (struct delivered_name){0};
}

unsigned long delivered_attempt(const char *file, unsigned long *stem_length)
{
    size_t length = strlen(file);
    size_t stem = is_c_file(file) ? length - 2 : length;
    size_t digits = stem;
    while (digits > 0 && file[digits - 1] >= '0' && file[digits - 1] <= '9')
        digits--;
    *stem_length = stem;
    if (digits == stem || digits < 2 || file[digits - 1] != '-' || stem - digits > 9)
        return 0;
    *stem_length = digits - 1;
    return strtoul(file + digits, NULL, 10);
}
