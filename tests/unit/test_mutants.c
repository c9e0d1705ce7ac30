#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "mutate/mutants.h"

/* The line of the source that the mutant's text has at `number` behind the inserted definitions. */
static char *line_of(const char *text, int number)
{
    const char *p = strstr(text, "#line 1\n");
    assert_non_null(p);
    for (int i = 0; i < number; i++) {
        p = strchr(p, '\n');
        assert_non_null(p++);
    }
    return strndup(p, strcspn(p, "\n"));
}

static const struct mutant *find(const struct mutants *m, const char *fault, int line)
{
    for (size_t i = 0; i < m->count; i++)
        if (strcmp(m->items[i].fault, fault) == 0 && m->items[i].line == line)
            return &m->items[i];
    return NULL;
}

static void test_calls_only(void **state)
{
    (void)state;
    struct mutants m;
    mutants_find("/* sleep(1); */\n"
                 "// printf(\"x\");\n"
                 "const char *s = \"sleep(1)\";\n"
                 "int (*f)(const char *) = puts;\n"
                 "void g(void) { o->wait(1); o.printf(2); my_sleep(1); sleep_(2); }\n"
                 "void h(void) { fprintf(stderr, \"%d\", 1); write(STDERR_FILENO, s, 1); }\n",
                 &m);
    assert_int_equal(m.count, 0);
    mutants_free(&m);
    mutants_find("int main(void)\n{\n    sleep\n    (1);\n}\n", &m);
    assert_int_equal(m.count, 3);
    assert_int_equal(m.items[0].line, 3);
    mutants_free(&m);
    mutants_find("", &m);
    assert_int_equal(m.count, 0);
    mutants_free(&m);
}

static void test_text(void **state)
{
    static const char source[] = "int main(void)\n"
                                 "{\n"
                                 "    sleep(1); sleep(2);\n"
                                 "    return 0;\n"
                                 "}\n";
    (void)state;
    struct mutants m;
    mutants_find(source, &m);
    assert_int_equal(m.count, 6);
    const struct mutant *second = &m.items[4];
    assert_string_equal(second->fault, "wait halved");
    cleanup_free char *text = mutant_text(source, second);
    cleanup_free char *line = line_of(text, 3);
    assert_string_equal(line, "    sleep(1); fault_sleep_half(2);");
    cleanup_free char *probe = mutant_probe(source, second);
    cleanup_free char *probed = line_of(probe, 3);
    assert_string_equal(probed, "    sleep(1); (abort(), sleep)(2);");
    mutants_free(&m);
}

/* A lock that is left out takes all unlocks along: which one belongs to it is known as it runs. */
static void test_partners(void **state)
{
    static const char source[] = "void f(void)\n"
                                 "{\n"
                                 "    pthread_mutex_lock(&a);\n"
                                 "    pthread_mutex_lock(&b);\n"
                                 "    pthread_mutex_unlock(&b);\n"
                                 "    pthread_mutex_unlock(&a);\n"
                                 "}\n";
    (void)state;
    struct mutants m;
    mutants_find(source, &m);
    const struct mutant *lock = find(&m, "lock left out", 4);
    assert_non_null(lock);
    cleanup_free char *text = mutant_text(source, lock);
    cleanup_free char *first = line_of(text, 3), *second = line_of(text, 4);
    cleanup_free char *third = line_of(text, 5), *fourth = line_of(text, 6);
    assert_string_equal(first, "    pthread_mutex_lock(&a);");
    assert_string_equal(second, "    fault_no_lock(&b);");
    assert_string_equal(third, "    fault_pthread_mutex_unlock(&b);");
    assert_string_equal(fourth, "    fault_pthread_mutex_unlock(&a);");
    const struct mutant *unlock = find(&m, "unlock left out", 5);
    assert_non_null(unlock);
    cleanup_free char *other = mutant_text(source, unlock);
    cleanup_free char *kept = line_of(other, 6);
    assert_string_equal(kept, "    pthread_mutex_unlock(&a);");
    mutants_free(&m);
}

/* Threads that are started alone are already joined: join and detach must know. */
static void test_two_partners(void **state)
{
    static const char source[] = "pthread_create(&t, 0, f, 0);\n"
                                 "pthread_detach(t);\n"
                                 "pthread_join(u, 0);\n";
    (void)state;
    struct mutants m;
    mutants_find(source, &m);
    const struct mutant *alone = find(&m, "one after the other", 1);
    assert_non_null(alone);
    size_t count = 0;
    for (size_t i = 0; i < m.count; i++)
        count += strcmp(m.items[i].fault, "one after the other") == 0;
    assert_int_equal(count, 1);
    cleanup_free char *text = mutant_text(source, alone);
    cleanup_free char *create = line_of(text, 1), *detach = line_of(text, 2);
    cleanup_free char *join = line_of(text, 3);
    assert_string_equal(create, "fault_pthread_create_alone(&t, 0, f, 0);");
    assert_string_equal(detach, "fault_pthread_detach_alone(t);");
    assert_string_equal(join, "fault_pthread_join_alone(u, 0);");
    mutants_free(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calls_only),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_partners),
        cmocka_unit_test(test_two_partners),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
