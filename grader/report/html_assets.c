/*
 * The style sheet and the script of the HTML report, inside the grader. The
 * Makefile gives their hashes, which the page's policy (CSP) allows and nothing else.
 */
#include "report/html.h"

__asm__(".pushsection .rodata\n"
        "html_style_begin:\n"
        ".incbin \"grader/report/html/style.css\"\n"
        "html_style_end:\n"
        "html_script_begin:\n"
        ".incbin \"grader/report/html/script.js\"\n"
        "html_script_end:\n"
        ".popsection\n");

extern const char html_style_begin[], html_style_end[], html_script_begin[], html_script_end[];

const char html_style_hash[] = STYLE_HASH, html_script_hash[] = SCRIPT_HASH;

const char *html_style(size_t *size)
{
    *size = (size_t)(html_style_end - html_style_begin);
    return html_style_begin;
}

const char *html_script(size_t *size)
{
    *size = (size_t)(html_script_end - html_script_begin);
    return html_script_begin;
}
