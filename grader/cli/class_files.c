#include "cli/class_files.h"

#include <stdio.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/workdir.h"

#define CHUNK_BYTES 65536

enum { JSON, CSV, XML, FILES };
static const char *const names[FILES] = {"results.json", "results.csv", "results.xml"};

/* Text that has been made and is on its way into a file. */
struct sink {
    FILE *file;
    struct buffer text;
};

static void flush(struct sink *s, size_t most)
{
    if (s->text.length <= most)
        return;
    fwrite(s->text.data, 1, s->text.length, s->file);
    s->text.length = 0;
}

static int open_sinks(struct sink *sinks, const char *directory, struct error *err)
{
    for (int i = 0; i < FILES; i++) {
        cleanup_free char *path = xasprintf("%s/%s", directory, names[i]);
        sinks[i].file = fopen(path, "we");
        if (!sinks[i].file || fchmod(fileno(sinks[i].file), 0644) < 0)
            return error_errno(err, "cannot write %s", path);
    }
    return 0;
}

/* Also after an error. -1 if anything could not be written. */
static int close_sinks(struct sink *sinks, const char *directory, struct error *err)
{
    int status = 0;
    for (int i = 0; i < FILES; i++) {
        if (!sinks[i].file)
            continue;
        flush(&sinks[i], 0);
        bool good = !ferror(sinks[i].file);
        good = fclose(sinks[i].file) == 0 && good;
        if (!good)
            status = error_errno(err, "cannot write %s/%s", directory, names[i]);
        buffer_free(&sinks[i].text);
    }
    return status;
}

static int put_entry(const struct class_files *f, struct sink *sinks, size_t student,
                     size_t exercise, struct error *err)
{
    const struct class_report *c = f->report;
    struct class_entry e = {.state = class_entry(c, student, exercise)->state};
    cleanup_free char *text = NULL;
    int status = 0;
    if (e.state != ENTRY_MISSING)
        status = f->read(f->context, student, exercise, &text, &e.result, err);
    if (status == 0) {
        class_json_entry(&sinks[JSON].text, c, student, exercise, text);
        class_junit_entry(&sinks[XML].text, c, student, exercise, &e);
        flush(&sinks[JSON], CHUNK_BYTES);
        flush(&sinks[XML], CHUNK_BYTES);
    }
    result_free(&e.result);
    return status;
}

static int put_all(const struct class_files *f, struct sink *sinks, struct error *err)
{
    const struct class_report *c = f->report;
    class_csv(&sinks[CSV].text, c);
    class_json_start(&sinks[JSON].text, c);
    class_junit_start(&sinks[XML].text, &f->counts);
    for (size_t i = 0; i < c->student_count; i++)
        for (size_t j = 0; j < c->exercise_count; j++)
            if (put_entry(f, sinks, i, j, err) != 0)
                return -1;
    class_json_end(&sinks[JSON].text);
    class_junit_end(&sinks[XML].text);
    return 0;
}

static int move_all(const char *from, const char *to, struct error *err)
{
    for (int i = 0; i < FILES; i++) {
        cleanup_free char *old = xasprintf("%s/%s", from, names[i]);
        cleanup_free char *new = xasprintf("%s/%s", to, names[i]);
        if (rename(old, new) != 0)
            return error_errno(err, "cannot write %s", new);
    }
    return 0;
}

/* Readers see the old file or the new one, never half of one. */
int class_files_write(const char *directory, const struct class_files *files, struct error *err)
{
    struct sink sinks[FILES] = {0};
    workdir_sweep_in(directory);
    cleanup_workdir char *fresh = workdir_create_in(directory, err);
    if (!fresh)
        return -1;
    int status = open_sinks(sinks, fresh, err);
    if (status == 0)
        status = put_all(files, sinks, err);
    cleanup_error struct error late = ERROR_INIT;
    if (close_sinks(sinks, directory, status == 0 ? err : &late) != 0)
        status = -1;
    return status == 0 ? move_all(fresh, directory, err) : -1;
}
