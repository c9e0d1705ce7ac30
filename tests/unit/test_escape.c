#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "report/escape.h"
#include "report/text.h"

#define SIZED(literal) literal, sizeof(literal) - 1

static void check_terminal(const char *text, size_t size, bool newlines, const char *expected)
{
    struct buffer b = {0};
    escape_terminal(&b, text, size, newlines);
    assert_string_equal(b.data, expected);
    buffer_free(&b);
}

static void terminal_escapes_become_visible(void **state)
{
    (void)state;
    check_terminal(SIZED("\033[2Jred"), false, "\\x1b[2Jred");
    check_terminal(SIZED("a\nb\tc\rd"), false, "a\\nb\\tc\\rd");
    check_terminal(SIZED("a\nb"), true, "a\nb");
    check_terminal(SIZED("nul\0in"), false, "nul\\x00in");
    check_terminal(SIZED("del\x7f"), false, "del\\x7f");
    check_terminal(SIZED("c1 \xc2\x9b"), false, "c1 \\u{9b}");
    check_terminal(SIZED("bidi \xe2\x80\xaeli.c"), false, "bidi \\u{202e}li.c");
}

static void well_formed_characters_stay(void **state)
{
    (void)state;
    check_terminal(SIZED("Zo\xc3\xab \xe2\x82\xac \xf0\x9f\x8e\x93"), false,
                   "Zo\xc3\xab \xe2\x82\xac \xf0\x9f\x8e\x93");
}

static void malformed_bytes_become_visible(void **state)
{
    (void)state;
    check_terminal(SIZED("\xff"), false, "\\xff");
    check_terminal(SIZED("\xc3"), false, "\\xc3");                            /* cut off */
    check_terminal(SIZED("\xc0\xaf"), false, "\\xc0\\xaf");                   /* overlong '/' */
    check_terminal(SIZED("\xed\xa0\x80"), false, "\\xed\\xa0\\x80");          /* surrogate */
    check_terminal(SIZED("\xf5\x80\x80\x80"), false, "\\xf5\\x80\\x80\\x80"); /* past the end */
}

static void json_text_is_always_utf8(void **state)
{
    (void)state;
    struct buffer b = {0};
    escape_utf8(&b, SIZED("a\xff\xc3"));
    assert_string_equal(b.data, "a\xef\xbf\xbd\xef\xbf\xbd");
    buffer_free(&b);
}

static void xml_markup_and_forbidden_characters(void **state)
{
    (void)state;
    struct buffer b = {0};
    escape_xml(&b, SIZED("<a href=\"x\">&'\x01\n]]>"));
    assert_string_equal(b.data, "&lt;a href=&quot;x&quot;&gt;&amp;&apos;\xef\xbf\xbd\n]]&gt;");
    buffer_free(&b);
}

static void check_csv(const char *text, const char *expected)
{
    struct buffer b = {0};
    escape_csv(&b, text, strlen(text));
    assert_string_equal(b.data ? b.data : "", expected);
    buffer_free(&b);
}

static void csv_fields_never_are_formulas(void **state)
{
    (void)state;
    check_csv("ann", "ann");
    check_csv("=1+1", "\"'=1+1\"");
    check_csv("+x", "\"'+x\"");
    check_csv("-x", "\"'-x\"");
    check_csv("@x", "\"'@x\"");
    check_csv(" \n=x", "\"' \n=x\"");
    check_csv("\u00a0＝x", "\"'\u00a0＝x\"");
    check_csv("a=x", "a=x");
    check_csv("\t\033x\r\xff", "\\t\\x1bx\\r\\xff");
    check_csv("a,\"b\"\nc", "\"a,\"\"b\"\"\nc\"");
}

static void arguments_can_be_typed_again(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"Task1:5", "Task1:5"},
                                           {"two words", "'two words'"},
                                           {"it's", "'it'\\''s'"},
                                           {"", "''"},
                                           {"Zo\xc3\xab", "'Zo\xc3\xab'"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct buffer b = {0};
        escape_argument(&b, pairs[i][0]);
        assert_string_equal(b.data, pairs[i][1]);
        buffer_free(&b);
    }
}

static void text_wraps_at_the_width_and_keeps_the_indent(void **state)
{
    (void)state;
    struct buffer b = {0};
    text_wrap(&b, "one two three four five six seven eight nine ten\nlast", 4, 30);
    assert_string_equal(b.data,
                        "one two three four five\n    six seven eight nine ten\n    last\n");
    buffer_free(&b);
}

static void long_words_are_broken(void **state)
{
    (void)state;
    struct buffer b = {0};
    char word[101];
    memset(word, 'x', 100);
    word[100] = '\0';
    text_wrap(&b, word, 0, 40);
    assert_int_equal(b.length, 103); /* 40, 40, 20 and three newlines */
    assert_int_equal(strcspn(b.data, "\n"), 40);
    buffer_free(&b);
}

static void long_lines_are_cut(void **state)
{
    (void)state;
    struct buffer b = {0};
    text_line(&b, SIZED("0123456789"), 5);
    assert_string_equal(b.data, "0123…");
    buffer_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terminal_escapes_become_visible),
        cmocka_unit_test(well_formed_characters_stay),
        cmocka_unit_test(malformed_bytes_become_visible),
        cmocka_unit_test(json_text_is_always_utf8),
        cmocka_unit_test(xml_markup_and_forbidden_characters),
        cmocka_unit_test(csv_fields_never_are_formulas),
        cmocka_unit_test(arguments_can_be_typed_again),
        cmocka_unit_test(text_wraps_at_the_width_and_keeps_the_indent),
        cmocka_unit_test(long_words_are_broken),
        cmocka_unit_test(long_lines_are_cut),
    };
    return cmocka_run_group_tests_name("escape", tests, NULL, NULL);
}
