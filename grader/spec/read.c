/* The top level of a spec: files, limits, `let`, and the order in which all is read. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "spec/document.h"
#include "spec/reader.h"
#include "spec/units.h"

/* One byte more than a spec may have is enough to know that it has too many. */
#define READ_BYTES_MAX ((1 << 20) + 1)
#define BUDGET_BYTES   (16 << 20)

#define SECOND INT64_C(1000000000)
#define MIB    INT64_C(1048576)

static void set_duration(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    int64_t ns;
    cleanup_free char *text = reader_text(r, value, "a duration such as `30 s`");
    if (!text)
        return;
    cleanup_free char *shown = text_quoted(text, strlen(text));
    if (units_duration(text, &ns) < 0)
        reader_mistake(r, value,
                       "%s is no duration; expected a number and a unit (" DURATION_UNITS
                       "), such as `30 s`",
                       shown);
    else if ((double)ns < key->low || (double)ns > key->high)
        reader_mistake(r, value, "`%s` is %s; expected %g s to %g s", key->name, shown,
                       key->low / 1e9, key->high / 1e9);
    else
        *(int64_t *)((char *)object + key->offset) = ns;
}

static void set_size(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    int64_t bytes;
    cleanup_free char *text = reader_text(r, value, "a size such as `64 KiB`");
    if (!text)
        return;
    cleanup_free char *shown = text_quoted(text, strlen(text));
    if (units_size(text, &bytes) < 0)
        reader_mistake(r, value,
                       "%s is no size; expected a number and a unit (" SIZE_UNITS
                       "), such as `64 KiB`",
                       shown);
    else if ((double)bytes < key->low || (double)bytes > key->high)
        reader_mistake(r, value, "`%s` is %s; expected %.0f B to %.0f MiB", key->name, shown,
                       key->low, key->high / (double)MIB);
    else
        *(int64_t *)((char *)object + key->offset) = bytes;
}

static void set_count(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    cleanup_free char *text = reader_text(r, value, "a whole number");
    if (!text)
        return;
    char *end;
    errno = 0;
    long number = strtol(text, &end, 10);
    if (!*text || *end || errno || (double)number < key->low || (double)number > key->high)
        reader_mistake(r, value, "`%s` expects a whole number from %g to %g", key->name, key->low,
                       key->high);
    else
        *(int *)((char *)object + key->offset) = (int)number;
}

#define LIMIT(field) offsetof(struct spec_limits, field)
static const struct key limit_keys[] = {
    {"time", set_duration, LIMIT(time_ns), false, 1e6, 86400e9},
    {"cpu", set_duration, LIMIT(cpu_ns), false, 1e6, 3600e9},
    {"wall", set_duration, LIMIT(wall_ns), false, 1e6, 3600e9},
    {"memory", set_size, LIMIT(memory_bytes), false, 1 << 20, 65536.0 * MIB},
    {"output", set_size, LIMIT(output_bytes), false, 1, 64.0 * MIB},
    {"file", set_size, LIMIT(file_bytes), false, 1, 1024.0 * MIB},
    {"tasks", set_count, LIMIT(tasks), false, 1, 4096},
};
#undef LIMIT

static void read_limits(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    (void)object;
    (void)key;
    reader_object(r, value, "`limits`", limit_keys, sizeof limit_keys / sizeof *limit_keys,
                  &r->spec->limits);
}

static void set_strategy(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    int strategy = reader_word(r, value, "a strategy", strategy_names, STRATEGY_COUNT);
    if (strategy >= 0)
        *(unsigned *)((char *)object + key->offset) = (unsigned)strategy;
}

#define EXPLORE(field) offsetof(struct spec_explore, field)
static const struct key explore_keys[] = {
    {"schedules", set_count, EXPLORE(schedules), false, 1, 1e6},
    {"steps", set_count, EXPLORE(steps), false, 1000, 1e9},
    {"seed", set_count, EXPLORE(seed), false, 1, 2e9},
    {"strategy", set_strategy, EXPLORE(strategy), false, 0, 0},
};
#undef EXPLORE

static void read_explore(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    (void)object;
    (void)key;
    reader_object(r, value, "`explore`", explore_keys, sizeof explore_keys / sizeof *explore_keys,
                  &r->spec->explore);
}

static void read_files(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    yaml_node_item_t *items;
    size_t count;
    (void)key;
    (void)object;
    if (reader_list(r, value, "a list of file names", &items, &count) < 0)
        return;
    for (size_t i = 0; i < count; i++) {
        cleanup_free char *name = reader_file_name(r, reader_node(r, items[i]));
        if (name)
            reader_watch(r, name);
    }
}

static void read_let(struct reader *r, const struct key *key, yaml_node_t *value, void *object)
{
    (void)key;
    (void)object;
    r->let = value;
    r->spec->let = reader_lua(r, value, true);
}

/* Captures are known before the checks that name them, and `let` before `args_from`. */
static const struct key spec_keys[] = {
    {"exercise", reader_set_name, offsetof(struct spec, exercise), true, 0, 0},
    {"title", reader_set_line, offsetof(struct spec, title), false, 0, 0},
    {"limits", read_limits, 0, false, 0, 0},
    {"explore", read_explore, 0, false, 0, 0},
    {"files", read_files, 0, false, 0, 0},
    {"let", read_let, 0, false, 0, 0},
    {"events", read_events, 0, false, 0, 0},
    {"cases", read_cases, 0, true, 0, 0},
    {"checks", read_checks, 0, true, 0, 0},
};

static const struct key hidden_keys[] = {{"cases", read_cases, 0, true, 0, 0}};

static const struct key *spec_level(size_t *count)
{
    *count = sizeof spec_keys / sizeof *spec_keys;
    return spec_keys;
}

static const struct key *limit_level(size_t *count)
{
    *count = sizeof limit_keys / sizeof *limit_keys;
    return limit_keys;
}

static const struct key *explore_level(size_t *count)
{
    *count = sizeof explore_keys / sizeof *explore_keys;
    return explore_keys;
}

char **spec_key_names(const char *object)
{
    static const struct {
        const char *object;
        const struct key *(*keys)(size_t *count);
    } levels[] = {{"spec", spec_level},         {"limits", limit_level},
                  {"explore", explore_level},   {"case", reader_case_keys},
                  {"check", reader_check_keys}, {"model", reader_model_keys},
                  {"step", reader_step_keys}};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        if (strcmp(levels[i].object, object) != 0)
            continue;
        size_t count;
        const struct key *keys = levels[i].keys(&count);
        char **names = xcalloc(count + 1, sizeof *names);
        for (size_t k = 0; k < count; k++)
            names[k] = xstrdup(keys[k].name);
        return names;
    }
    return NULL;
}

static void set_defaults(struct spec *spec)
{
    *spec = (struct spec){.limits = {.time_ns = 60 * SECOND,
                                     .cpu_ns = 10 * SECOND,
                                     .wall_ns = 60 * SECOND,
                                     .memory_bytes = 256 * MIB,
                                     .output_bytes = 64 << 10,
                                     .file_bytes = MIB,
                                     .tasks = 80},
                          .explore = {.schedules = 1000, .steps = 1000000, .seed = 1}};
}

static void free_reader(struct reader *r)
{
    for (size_t i = 0; i < r->capture_count; i++)
        free_strings(r->captures[i].names);
    free(r->captures);
    free(r->trials);
}

/* "FOLDER/exercise.yaml" → "FOLDER/OTHER". */
static char *beside(const char *file, const char *other)
{
    const char *slash = strrchr(file, '/');
    return slash ? xasprintf("%.*s/%s", (int)(slash - file), file, other) : xstrdup(other);
}

static void read_document(struct reader *r, struct document *document, const char *text,
                          size_t size)
{
    yaml_node_t *root = document_load(document, document->file, text, size, r->mistakes);
    if (!root)
        return;
    r->document = &document->yaml;
    r->file = document->file;
    if (r->hidden)
        reader_object(r, root, "hidden.yaml", hidden_keys, 1, r->spec);
    else
        reader_object(r, root, "the spec", spec_keys, sizeof spec_keys / sizeof *spec_keys,
                      r->spec);
}

static int read_texts(const char *file, const char *text, size_t size, const char *hidden_text,
                      size_t hidden_size, struct spec *spec, struct error *err)
{
    cleanup_free char *hidden_file = beside(file, "hidden.yaml");
    cleanup_mistakes struct mistakes mistakes = {0};
    cleanup_document struct document document = {.file = file}, hidden = {.file = hidden_file};
    cleanup_with(free_reader) struct reader r = {
        .mistakes = &mistakes, .spec = spec, .budget = BUDGET_BYTES, .file = file};
    read_document(&r, &document, text, size);
    if (hidden_text) {
        r.hidden = true;
        read_document(&r, &hidden, hidden_text, hidden_size);
    }
    if (!mistakes.count) {
        r.file = file;
        r.document = &document.yaml;
        reader_try_out(&r);
    }
    if (!mistakes.count && !spec->title)
        spec->title = title_of(spec->exercise);
    return mistakes_report(&mistakes, err);
}

int spec_read_text(const char *file, const char *text, size_t size, const char *hidden_text,
                   size_t hidden_size, struct spec *spec, struct error *err)
{
    set_defaults(spec);
    const char *slash = strrchr(file, '/');
    spec->folder = slash ? xstrndup(file, (size_t)(slash - file)) : xstrdup(".");
    int result = read_texts(file, text, size, hidden_text, hidden_size, spec, err);
    if (result < 0)
        spec_free(spec);
    return result;
}

/* 1: read, 0: there is no such file, -1: error. */
static int read_file(const char *path, struct buffer *out, struct error *err)
{
    /* O_NONBLOCK: a FIFO of that name must not make us wait. */
    cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return 0;
    if (fd < 0 && (errno == EACCES || errno == ELOOP || errno == ENAMETOOLONG))
        return error_set(err, ERROR_USAGE, "%s: it cannot be opened: %s", path, strerror(errno));
    if (fd < 0 || fstat(fd, &st) < 0)
        return error_errno(err, "%s", path);
    if (!S_ISREG(st.st_mode))
        return error_set(err, ERROR_USAGE, "%s: not a regular file", path);
    char block[16384];
    while (out->length < READ_BYTES_MAX) {
        ssize_t got = read(fd, block, sizeof block);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_errno(err, "%s", path);
        if (got == 0)
            break;
        buffer_add(out, block, (size_t)got);
    }
    return 1;
}

int spec_read(const char *folder, struct spec *spec, struct error *err)
{
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/')
        length--;
    cleanup_free char *file = xasprintf("%.*s/exercise.yaml", (int)length, folder);
    cleanup_free char *hidden_file = beside(file, "hidden.yaml");
    cleanup_buffer struct buffer text = {0}, hidden = {0};
    *spec = (struct spec){0};
    int found = read_file(file, &text, err);
    if (found < 0)
        return -1;
    if (!found)
        return error_set(err, ERROR_USAGE,
                         "%s: there is no such file; expected the spec of an exercise", file);
    int has_hidden = read_file(hidden_file, &hidden, err);
    if (has_hidden < 0)
        return -1;
    buffer_puts(&text, "");
    buffer_puts(&hidden, "");
    return spec_read_text(file, text.data, text.length, has_hidden ? hidden.data : NULL,
                          hidden.length, spec, err);
}
