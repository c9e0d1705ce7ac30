#include "report/format.h"

void html_class(struct buffer *out, const struct class_report *c, const struct terminal_options *o)
{
    (void)out;
    (void)c;
    (void)o;
}
