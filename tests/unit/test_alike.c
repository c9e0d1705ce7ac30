/* What of a source counts when two are compared. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/alike.h"

static void is(const char *source, const char *essence)
{
    char *got = alike_essence(source);
    assert_string_equal(got, essence);
    free(got);
}

static void comments_and_space_go(void **state)
{
    (void)state;
    is("", "");
    is(" /* nothing */ // here", "");
    is("int  main ( void )\n{ return 0; } // end\n", "int main(void){return 0;}");
    is("int/* a */x;", "int x;");
    is("a /*/ b */ + c", "a+c");
    is("a = b / c;", "a=b/c;");
}

static void texts_stay(void **state)
{
    (void)state;
    is("puts ( \"a  // b\\\" /* c\" );", "puts(\"a  // b\\\" /* c\");");
    is("c = '\"'; // \"", "c='\"';");
    is("c = '\\''; x", "c='\\'';x");
}

static void what_is_cut_off_ends_at_the_end(void **state)
{
    (void)state;
    is("a /* no end", "a");
    is("a \"no end", "a\"no end");
    is("a \"x\\", "a\"x\\");
    is("'\\", "'\\");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comments_and_space_go),
        cmocka_unit_test(texts_stay),
        cmocka_unit_test(what_is_cut_off_ends_at_the_end),
    };
    return cmocka_run_group_tests_name("alike", tests, NULL, NULL);
}
