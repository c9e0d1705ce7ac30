/*
 * Root and an unprivileged user (nobody, with a HOME and a TMPDIR of its own) give the
 * same verdicts. Only root can try both.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "program.h"

/* Right, a race, a deadlock, a memory error, use of a file, processes. */
static const struct submission {
    const char *exercise, *file;
} submissions[] = {
    {"say_hello", "accepted/threads"},           {"cart_lock", "rejected/no_lock"},
    {"cart_lock", "rejected/double_lock"},       {"cart_lock", "rejected/copy_too_short"},
    {"invoice_write", "rejected/close_outside"}, {"process_squares", "rejected/waits_once"},
};

__attribute__((format(printf, 1, 2))) static void shell(const char *format, ...)
{
    char command[4096];
    va_list ap;
    va_start(ap, format);
    vsnprintf(command, sizeof command, format, ap);
    va_end(ap);
    if (system(command) != 0)
        fail_msg("failed: %s", command);
}

/* The grader and what it reads, where another user can read it too. */
static void lay_out(void)
{
    const char *grader = getenv("GRADER") ? getenv("GRADER") : "build/grader";
    shell("chmod 755 %s && mkdir -m 777 %s %s", scratch("."), scratch("home"), scratch("files"));
    shell("chown nobody %s && cp %s %s", scratch("home"), grader, scratch("grader"));
    shell("cp -R exercises solutions %s && chmod -R a+rX %s", scratch("files"), scratch("."));
    shell("chmod 700 %s", scratch("tmp"));
    scratch_file("as_nobody", "");
    FILE *f = fopen(scratch("as_nobody"), "we");
    assert_non_null(f);
    fprintf(f,
            "#!/bin/sh\nexec setpriv --reuid=nobody --regid=nogroup --clear-groups "
            "env HOME=%s TMPDIR=%s %s \"$@\"\n",
            scratch("home"), scratch("home"), scratch("grader"));
    fclose(f);
    assert_int_equal(chmod(scratch("as_nobody"), 0755), 0);
}

/* What a student gets, without the words, in which there are times. */
static char *essence(const json_t *result)
{
    static const char *const keys[] = {"id",         "kind", "status", "points",
                                       "max_points", "case", "engine"};
    json_t *list = json_array();
    size_t i;
    const json_t *check;
    json_array_append(list, json_object_get(result, "verdict"));
    json_array_append(list, json_object_get(result, "score"));
    json_array_append(list, json_object_get(result, "isolation"));
    json_array_foreach(json_object_get(result, "checks"), i, check)
    {
        json_t *part = json_array();
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
            json_array_append(part, json_object_get(check, keys[k]));
        json_array_append_new(list, part);
    }
    char *text = json_dumps(list, JSON_COMPACT);
    json_decref(list);
    return text;
}

static char *grade(const char *grader, const struct submission *s)
{
    const char *exercise = scratch("files/exercises/%s", s->exercise);
    const char *file = scratch("files/solutions/%s/%s.c", s->exercise, s->file);
    setenv("GRADER", grader, 1);
    json_t *result = check_json(exercise, file, strncmp(s->file, "accepted", 8) == 0 ? 0 : 1);
    char *text = essence(result);
    json_decref(result);
    return text;
}

static void root_and_nobody_give_the_same_verdicts(void **state)
{
    (void)state;
    if (geteuid() != 0) {
        print_message("only root can also be somebody else\n");
        skip();
    }
    need_sandbox();
    lay_out();
    for (size_t i = 0; i < sizeof submissions / sizeof *submissions; i++) {
        cleanup_free char *as_root = grade(scratch("grader"), &submissions[i]);
        cleanup_free char *as_nobody = grade(scratch("as_nobody"), &submissions[i]);
        if (strcmp(as_root, as_nobody) != 0)
            fail_msg("%s/%s: root %s, nobody %s", submissions[i].exercise, submissions[i].file,
                     as_root, as_nobody);
    }
    assert_nothing_left();
    shell("test -z \"$(ls -A %s)\"", scratch("home"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(root_and_nobody_give_the_same_verdicts),
    };
    return cmocka_run_group_tests_name("users", tests, scratch_create, scratch_remove);
}
