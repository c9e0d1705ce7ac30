/* Programs that would fool the checks, and innocent ones that look a little like them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "program.h"

/* A right say_hello; `more` stands before main, `first` and `last` at its start and end. */
static const char *program_with(const char *name, const char *more, const char *first,
                                const char *last)
{
    static char text[8192];
    snprintf(text, sizeof text,
             "#include <pthread.h>\n#include <sched.h>\n#include <stdatomic.h>\n"
             "#include <stdio.h>\n#include <stdlib.h>\n#include <sys/syscall.h>\n"
             "#include <unistd.h>\n"
             "static void *greet(void *name)\n{\n    printf(\"Hello to: %%s\\n\", (char *)name);\n"
             "    sleep(2);\n    printf(\"Goodbye to: %%s\\n\", (char *)name);\n"
             "    return NULL;\n}\n%s\nint main(int argc, char **argv)\n{\n"
             "    pthread_t t[64];\n    %s\n"
             "    for (int i = 1; i < argc; i++)\n"
             "        pthread_create(&t[i - 1], NULL, greet, argv[i]);\n"
             "    for (int i = 1; i < argc; i++)\n        pthread_join(t[i - 1], NULL);\n"
             "    %s\n    return 0;\n}\n",
             more, first, last);
    return scratch_file(name, text);
}

/* `earns`: the program was run all the same, since the rest of what it did could be seen. */
static const struct {
    const char *name, *more, *first, *last;
    bool earns;
} forbidden[] = {
    {"constructor", "__attribute__((constructor)) static void early(void) { puts(\"\"); }", "", "",
     false},
    {"preinit",
     "static void early(void) {}\n__attribute__((section(\".preinit_array\"), used)) static void "
     "(*at)(void) = early;",
     "", "", false},
    {"no_sanitize", "__attribute__((no_sanitize(\"thread\"))) void bump(int *p) { ++*p; }", "", "",
     false},
    {"underscores",
     "__attribute__((__no_sanitize_thread__, noinline)) static void bump(int *p) { ++*p; }",
     "bump(&argc); argc--;", "", false},
    {"built_by_macro",
     "#define GLUE(a, b) a##b\n__attribute__((GLUE(no_sani, tize_thread))) void bump(int *p) { "
     "++*p; }",
     "", "", false},
    {"options", "const char *__tsan_default_options(void) { return \"report_bugs=0\"; }", "", "",
     false},
    {"annotation", "void AnnotateIgnoreWritesBegin(const char *f, int l) { (void)f; (void)l; }", "",
     "", false},
    {"replaced_sleep", "int usleep(useconds_t us) { return us > 0; }", "", "", false},
    {"replaced_create",
     "int pthread_yield_np(void);\nint pthread_mutex_lock(pthread_mutex_t *m) { return m == NULL; "
     "}",
     "", "", false},
    {"ifunc",
     "static int one(void) { return 1; }\nstatic void *choose(void) { return (void *)one; }\n"
     "int chosen(void) __attribute__((ifunc(\"choose\")));",
     "if (chosen() != 1) return 1;", "", false},
    {"assembly_exit", "", "",
     "__asm__ volatile(\"syscall\" ::\"a\"(231), \"D\"(0) : \"rcx\", \"r11\", \"memory\");", false},
    {"raw_exit", "", "", "syscall(SYS_exit_group, 0);", true},
};

static void cheats_are_told(void **state)
{
    (void)state;
    need_sandbox();
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++) {
        char name[80];
        snprintf(name, sizeof name, "%s/say_hello.c", forbidden[i].name);
        print_message("%s\n", forbidden[i].name);
        json_t *r = check_json(
            "say_hello",
            program_with(name, forbidden[i].more, forbidden[i].first, forbidden[i].last), 1);
        assert_true(fails_in(r, "integrity"));
        double score = json_number_value(json_object_get(r, "score"));
        assert_true(forbidden[i].earns ? score > 0 : score == 0);
        json_decref(r);
    }
    assert_nothing_left();
}

static void the_innocent_are_not_accused(void **state)
{
    (void)state;
    need_sandbox();
    const char *file =
        program_with("innocent/say_hello.c",
                     "int sleep_ms(int n) { return n; }\nint print(int n) { return n; }\nvoid "
                     "add_item(void) {}\n"
                     "int index(int i) { return i; }\nint wait(int n) { return n; }\nint error(int "
                     "n) { return n; "
                     "}\n"
                     "int pthread_helper(void) { return 0; }\nint queue[10];\n"
                     "static _Atomic int ready = 1;\nstatic int table[1000] = {3, 1, 2};\n"
                     "static _Thread_local int mine;\n"
                     "static int compare(const void *a, const void *b)\n{\n"
                     "    return *(const int *)a - *(const int *)b;\n}\n"
                     "static inline int leaf(int a) { return a + 1; }\n"
                     "__attribute__((noreturn, unused)) static void die(void) { exit(3); }\n",
                     "int k = argc;\n    int add(int x) { return x + k; }\n"
                     "    __asm__ volatile(\"\" ::: \"memory\");\n    __builtin_ia32_pause();\n"
                     "    while (!atomic_load(&ready)) sched_yield();\n"
                     "    qsort(table, 3, sizeof *table, compare);\n    mine = add(leaf(1));\n"
                     "    if (syscall(SYS_gettid) < 0 || mine < 0) return 1;",
                     "");
    json_t *r = check_json("say_hello", file, 0);
    assert_false(fails_in(r, "integrity"));
    json_decref(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cheats_are_told),
        cmocka_unit_test(the_innocent_are_not_accused),
    };
    return cmocka_run_group_tests_name("integrity", tests, scratch_create, scratch_remove);
}
