/* Writing an exercise as docs/writing-exercises.md tells it: each file that stands in the page is
 * made and used. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "program.h"

static char *read_page(const char *path)
{
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    char *text = calloc(1, 200000);
    assert_true(fread(text, 1, 199999, f) > 0);
    fclose(f);
    return text;
}

/* The path of a block: `# exercises/…` or `// solutions/…` in its first or second line. */
static bool block_path(const char *block, char path[200])
{
    for (int line = 0; line < 2; line++) {
        if (sscanf(block, "# %199[a-z_./]\n", path) == 1 ||
            sscanf(block, "// %199[a-z_./]\n", path) == 1)
            if (strchr(path, '/'))
                return true;
        block = strchr(block, '\n') + 1;
    }
    return false;
}

/* Writes the blocks of the page into the scratch folder; how many. */
static int write_blocks(char *page)
{
    int count = 0;
    for (char *p = page, *end; (p = strstr(p, "\n```")) != NULL; p = end + 4) {
        char path[200];
        char *block = strchr(p + 1, '\n') + 1;
        end = strstr(block, "\n```");
        assert_non_null(end);
        *end = '\0';
        if (block_path(block, path)) {
            char *text = NULL;
            assert_true(asprintf(&text, "%s\n", block) > 0);
            scratch_file(path, text);
            free(text);
            count++;
        }
        *end = '\n';
    }
    return count;
}

static void test_page(void **state)
{
    (void)state;
    need_sandbox();
    struct outcome o;
    char *page = read_page("docs/writing-exercises.md");
    assert_int_equal(write_blocks(page), 4);
    free(page);
    run_grader(&o, "verify", "--exercises", scratch("exercises"), "relay");
    if (o.status != 0)
        print_message("%s%s", o.out, o.err);
    assert_int_equal(o.status, 0);
    assert_non_null(strstr(o.out, "relay       1 of 1    1 of 1"));
    assert_non_null(strstr(o.out, "relay: hidden.yaml, cases that students do not see"));
    assert_non_null(strstr(o.out, "relay: more accepted solutions, by different means (1 of 3)"));
    assert_non_null(strstr(o.out, "relay: a rejected solution that fails in the check `no_race`"));
    outcome_free(&o);
    run_grader(&o, "show", "--exercises", scratch("exercises"), "gallery");
    assert_int_equal(o.status, 0);
    outcome_free(&o);
}

static void test_skeleton(void **state)
{
    (void)state;
    struct outcome o;
    scratch_file("exercises/other/exercise.yaml", "");
    run_grader(&o, "new", "--exercises", scratch("exercises"), "my_race");
    assert_int_equal(o.status, 0);
    outcome_free(&o);
    static const char *const files[] = {"exercise.yaml", "hidden.yaml", "README.md", "starter.c"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char *text = read_page(scratch("exercises/my_race/%s", files[i]));
        assert_null(strchr(text, '@'));
        free(text);
    }
    run_grader(&o, "show", "--exercises", scratch("exercises"), "my_race");
    assert_int_equal(o.status, 0);
    outcome_free(&o);
    run_grader(&o, "verify", "--exercises", scratch("exercises"), "my_race");
    assert_outcome(&o, 2, "my_race has no solutions in");
    outcome_free(&o);
    run_grader(&o, "new", "--exercises", scratch("exercises"), "my_race");
    assert_outcome(&o, 2, "there is an exercise");
    outcome_free(&o);
    run_grader(&o, "new", "--exercises", scratch("exercises"), "../elsewhere");
    assert_outcome(&o, 2, "is no name for an exercise");
    outcome_free(&o);
    assert_int_equal(access(scratch("solutions/my_race/rejected"), F_OK), 0);
}

/* The starter of the skeleton builds, prints nothing and so earns nothing. */
static void test_starter_earns_nothing(void **state)
{
    (void)state;
    need_sandbox();
    char file[300];
    snprintf(file, sizeof file, "%s", scratch("exercises/my_race/starter.c"));
    struct outcome o;
    run_grader(&o, "check", "--format", "json", "--exercises", scratch("exercises"), "my_race",
               file);
    assert_int_equal(o.status, 1);
    json_t *root = json_loads(o.out, 0, NULL);
    assert_non_null(root);
    assert_true(json_number_value(json_object_get(root, "score")) == 0);
    json_decref(root);
    outcome_free(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_page),
        cmocka_unit_test(test_skeleton),
        cmocka_unit_test(test_starter_earns_nothing),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_remove);
}
