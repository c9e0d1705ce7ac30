/* docs/exercise.schema.json and the reader know the same keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/memory.h"
#include "spec/spec.h"

static json_t *schema;

static int load(void **state)
{
    json_error_t error;
    (void)state;
    schema = json_load_file("docs/exercise.schema.json", 0, &error);
    if (!schema)
        print_message("%s:%d: %s\n", error.source, error.line, error.text);
    return schema ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    json_decref(schema);
    return 0;
}

static const json_t *level(const char *object)
{
    const json_t *o = strcmp(object, "spec") == 0
                          ? schema
                          : json_object_get(json_object_get(schema, "definitions"), object);
    assert_non_null(o);
    assert_true(json_is_false(json_object_get(o, "additionalProperties")));
    return json_object_get(o, "properties");
}

static void test_same_keys(void **state)
{
    static const char *const objects[] = {"spec",  "limits", "explore", "case",
                                          "check", "model",  "step"};
    (void)state;
    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) {
        const json_t *properties = level(objects[i]);
        char **names = spec_key_names(objects[i]);
        size_t count = 0;
        assert_non_null(names);
        for (; names[count]; count++)
            if (!json_object_get(properties, names[count]))
                fail_msg("the schema of a %s lacks `%s`", objects[i], names[count]);
        assert_int_equal(json_object_size(properties), count);
        free_strings(names);
    }
    assert_null(spec_key_names("nothing"));
}

/* The words of a list, by the names that the program gives them. */
static void test_same_words(void **state)
{
    (void)state;
    const json_t *engines = json_object_get(
        json_object_get(json_object_get(level("case"), "engines"), "items"), "enum");
    const json_t *strategies =
        json_object_get(json_object_get(level("explore"), "strategy"), "enum");
    const json_t *kinds = json_object_get(json_object_get(level("check"), "kind"), "enum");
    for (unsigned i = 0; i < json_array_size(engines); i++)
        assert_int_equal(engine_parse(json_string_value(json_array_get(engines, i))), 1u << i);
    assert_int_equal(engine_parse(engine_name((enum engine)(1u << json_array_size(engines)))), 0);
    assert_int_equal(json_array_size(strategies), STRATEGY_COUNT);
    for (unsigned i = 0; i < STRATEGY_COUNT; i++)
        assert_string_equal(json_string_value(json_array_get(strategies, i)), strategy_names[i]);
    for (unsigned i = 0; i < json_array_size(kinds); i++)
        assert_true(check_kind_parse(json_string_value(json_array_get(kinds, i))) >= 0);
    assert_int_equal(json_array_size(kinds), KIND_COUNT - 1); /* `build` is nobody's to ask */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_keys),
        cmocka_unit_test(test_same_words),
    };
    return cmocka_run_group_tests_name("schema", tests, load, unload);
}
