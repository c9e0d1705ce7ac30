#include "engine/symbolizer.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"

enum { MODULE_LIMIT = 8, SCOPE_LIMIT = 32, TYPE_DEPTH_LIMIT = 16 };

struct module {
    char *name;
    Dwfl_Module *dwfl; /* NULL: could not be read */
    uint64_t start;    /* what an offset counts from */
};

struct symbolizer {
    char *executable;
    Dwfl *dwfl;
    struct module modules[MODULE_LIMIT]; /* 0: the executable */
    size_t count;
};

/* Separate debug files are not looked for: the student's executable carries its own. */
static int no_debug_file(Dwfl_Module *mod, void **data, const char *name, Dwarf_Addr base,
                         const char *file, const char *link, GElf_Word crc, char **path)
{
    (void)mod, (void)data, (void)name, (void)base, (void)file, (void)link, (void)crc, (void)path;
    return -1;
}

static const Dwfl_Callbacks callbacks = {
    .find_elf = dwfl_build_id_find_elf,
    .find_debuginfo = no_debug_file,
    .section_address = dwfl_offline_section_address,
};

/* Where offsets count from: the first loaded segment, 0 unless the executable is at a fixed place.
 */
static uint64_t first_segment(Dwfl_Module *dwfl)
{
    GElf_Addr bias;
    Elf *elf = dwfl_module_getelf(dwfl, &bias);
    size_t count = 0;
    if (!elf || elf_getphdrnum(elf, &count))
        return 0;
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr segment;
        if (gelf_getphdr(elf, (int)i, &segment) && segment.p_type == PT_LOAD)
            return segment.p_vaddr + bias;
    }
    return 0;
}

static struct module *add_module(struct symbolizer *s, const char *name, const char *path)
{
    struct module *m = &s->modules[s->count];
    *m = (struct module){.name = xstrdup(name)};
    int fd = s->dwfl ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd >= 0) {
        /* Modules may not overlap in one Dwfl; so each is given a gigabyte's distance. */
        uint64_t base = (uint64_t)s->count << 40;
        dwfl_report_begin_add(s->dwfl);
        m->dwfl = dwfl_report_elf(s->dwfl, name, path, fd, base, true);
        dwfl_report_end(s->dwfl, NULL, NULL);
        if (!m->dwfl)
            close(fd);
    }
    if (m->dwfl)
        m->start = first_segment(m->dwfl);
    s->count++;
    return m;
}

struct symbolizer *symbolizer_open(const char *executable)
{
    struct symbolizer *s = xcalloc(1, sizeof *s);
    s->executable = xstrdup(executable);
    s->dwfl = dwfl_begin(&callbacks);
    add_module(s, "executable", executable);
    return s;
}

void symbolizer_close(struct symbolizer *s)
{
    if (!s)
        return;
    if (s->dwfl)
        dwfl_end(s->dwfl);
    for (size_t i = 0; i < s->count; i++)
        free(s->modules[i].name);
    free(s->executable);
    free(s);
}

/* The name comes from a log that the program may have written: it is only ever a file name. */
static struct module *find_module(struct symbolizer *s, const char *name)
{
    static const char *const folders[] = {"/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu",
                                          "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"};
    if (!strstr(name, ".so"))
        return &s->modules[0];
    for (size_t i = 1; i < s->count; i++)
        if (!strcmp(s->modules[i].name, name))
            return &s->modules[i];
    if (s->count == MODULE_LIMIT || strchr(name, '/'))
        return NULL;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        cleanup_free char *path = xasprintf("%s/%s", folders[i], name);
        if (!access(path, R_OK))
            return add_module(s, name, path);
    }
    return NULL;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The unit that `address` belongs to. Not by .debug_aranges: clang writes none. */
static Dwarf_Die *find_unit(Dwfl_Module *dwfl, Dwarf_Addr address, Dwarf_Addr *bias)
{
    Dwarf_Die *unit = NULL;
    while ((unit = dwfl_module_nextcu(dwfl, unit, bias)))
        if (dwarf_haspc(unit, address - *bias) > 0)
            return unit;
    return NULL;
}

/* The file and line from which an inlined function was called. */
static void set_call_place(Dwarf_Die *unit, Dwarf_Die *inlined, struct symbol *caller)
{
    Dwarf_Attribute attribute;
    Dwarf_Word line, number;
    Dwarf_Files *files;
    size_t count;
    if (dwarf_formudata(dwarf_attr(inlined, DW_AT_call_line, &attribute), &line) ||
        dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attribute), &number) ||
        dwarf_getsrcfiles(unit, &files, &count) || number >= count)
        return;
    const char *file = dwarf_filesrc(files, number, NULL, NULL);
    if (file)
        caller->file = xstrdup(base_name(file));
    caller->line = (int)line;
}

/* The function at `address`, and the functions that it is inlined into. */
static size_t code_in_unit(Dwarf_Die *unit, Dwarf_Addr address, struct symbol *out, size_t limit)
{
    Dwarf_Die *innermost = NULL, *scopes = NULL;
    Dwarf_Line *line = dwarf_getsrc_die(unit, address);
    const char *file = line ? dwarf_linesrc(line, NULL, NULL) : NULL;
    int scope_count = 0;
    size_t count = 0;
    if (file)
        out[0].file = xstrdup(base_name(file));
    if (file)
        dwarf_lineno(line, &out[0].line);
    /* What dwarf_getscopes gives above an inlined function is where it was defined; we want
     * callers. */
    if (dwarf_getscopes(unit, address, &innermost) > 0)
        scope_count = dwarf_getscopes_die(&innermost[0], &scopes);
    for (int i = 0; i < scope_count && count < limit; i++) {
        int tag = dwarf_tag(&scopes[i]);
        if (tag != DW_TAG_subprogram && tag != DW_TAG_inlined_subroutine)
            continue;
        const char *name = dwarf_diename(&scopes[i]);
        out[count++].function = name ? xstrdup(name) : NULL;
        if (tag == DW_TAG_subprogram)
            break;
        if (count < limit)
            set_call_place(unit, &scopes[i], &out[count]);
    }
    free(innermost);
    free(scopes);
    return count ? count : file != NULL;
}

/* libtsan's own names for what it stands in for. */
static const char *plain_name(const char *name)
{
    static const char *const prefixes[] = {"___interceptor_", "__interceptor_trampoline_",
                                           "__interceptor_"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (!strncmp(name, prefixes[i], strlen(prefixes[i])))
            return name + strlen(prefixes[i]);
    return name;
}

size_t symbolizer_code(struct symbolizer *s, const char *name, uint64_t offset, struct symbol *out,
                       size_t limit)
{
    memset(out, 0, limit * sizeof *out);
    struct module *m = find_module(s, name);
    if (!m || !m->dwfl || !limit)
        return 0;
    Dwarf_Addr address = m->start + offset, bias;
    Dwarf_Die *unit = m == &s->modules[0] ? find_unit(m->dwfl, address, &bias) : NULL;
    size_t count = unit ? code_in_unit(unit, address - bias, out, limit) : 0;
    if (count)
        return count;
    GElf_Off into;
    GElf_Sym symbol;
    const char *function = dwfl_module_addrinfo(m->dwfl, address, &into, &symbol, NULL, NULL, NULL);
    if (!function)
        return 0;
    out[0].function = xstrdup(plain_name(function));
    return 1;
}

void symbol_free(struct symbol *symbol)
{
    free(symbol->function);
    free(symbol->file);
    *symbol = (struct symbol){0};
}

/* The type of `die` without const, volatile, typedef and the like. */
static bool plain_type(Dwarf_Die *die, Dwarf_Die *type)
{
    Dwarf_Attribute attribute;
    return dwarf_attr_integrate(die, DW_AT_type, &attribute) &&
           dwarf_formref_die(&attribute, type) && dwarf_peel_type(type, type) == 0;
}

static bool member_at(Dwarf_Die *type, uint64_t *offset, Dwarf_Die *member)
{
    if (dwarf_child(type, member))
        return false;
    do {
        Dwarf_Attribute attribute;
        Dwarf_Word start = 0, size;
        Dwarf_Die inner;
        if (dwarf_tag(member) != DW_TAG_member || !plain_type(member, &inner))
            continue;
        if (dwarf_attr(member, DW_AT_data_member_location, &attribute))
            dwarf_formudata(&attribute, &start);
        if (dwarf_aggregate_size(&inner, &size) || *offset < start || *offset - start >= size)
            continue;
        *offset -= start;
        return true;
    } while (dwarf_siblingof(member, member) == 0);
    return false;
}

/* Adds ".count", "[2]" and so on for what lies at `offset` in a thing of `type`. */
static void add_path(struct buffer *b, Dwarf_Die type, uint64_t offset)
{
    for (int depth = 0; depth < TYPE_DEPTH_LIMIT; depth++) {
        Dwarf_Die inner;
        Dwarf_Word size;
        int tag = dwarf_tag(&type);
        if (tag == DW_TAG_structure_type && member_at(&type, &offset, &inner)) {
            const char *name = dwarf_diename(&inner);
            /* What the C library keeps inside its locks is no business of the student's. */
            if (!name || !strncmp(name, "__", 2))
                return;
            buffer_printf(b, ".%s", name);
            if (!plain_type(&inner, &type))
                return;
        } else if (tag == DW_TAG_array_type && plain_type(&type, &inner) &&
                   dwarf_aggregate_size(&inner, &size) == 0 && size > 0) {
            if (size == 1) /* a text is one thing */
                return;
            buffer_printf(b, "[%llu]", (unsigned long long)(offset / size));
            offset %= size;
            type = inner;
        } else {
            return;
        }
    }
}

struct variable_search {
    uint64_t address;
    struct buffer name;
};

/* gcc gives the address, clang the number of an entry in .debug_addr. */
static bool fixed_address(Dwarf_Attribute *location, Dwarf_Op *op, Dwarf_Addr *address)
{
    Dwarf_Attribute entry;
    if (op->atom == DW_OP_addr)
        *address = op->number;
    else if (op->atom != DW_OP_addrx || dwarf_getlocation_attr(location, op, &entry) ||
             dwarf_formaddr(&entry, address))
        return false;
    return true;
}

/* Is `die` a variable at a fixed address that covers the one looked for? Then names it. */
static bool name_if_covers(Dwarf_Die *die, struct variable_search *search)
{
    Dwarf_Attribute attribute;
    Dwarf_Op *ops;
    size_t count;
    Dwarf_Die type;
    Dwarf_Word size;
    Dwarf_Addr start;
    if (dwarf_tag(die) != DW_TAG_variable || !dwarf_attr(die, DW_AT_location, &attribute) ||
        dwarf_getlocation(&attribute, &ops, &count) || count < 1 ||
        !fixed_address(&attribute, ops, &start) || !plain_type(die, &type) ||
        dwarf_aggregate_size(&type, &size) || search->address < start ||
        search->address - start >= size)
        return false;
    const char *name = dwarf_diename(die);
    if (!name)
        return false;
    buffer_puts(&search->name, name);
    add_path(&search->name, type, search->address - start);
    return true;
}

/* Depth first through functions and blocks: a `static` in a function is a variable like others. */
static bool search_die(Dwarf_Die *parent, struct variable_search *search, int depth)
{
    Dwarf_Die die;
    if (depth > SCOPE_LIMIT || dwarf_child(parent, &die))
        return false;
    do {
        int tag = dwarf_tag(&die);
        if (name_if_covers(&die, search))
            return true;
        if ((tag == DW_TAG_subprogram || tag == DW_TAG_lexical_block ||
             tag == DW_TAG_inlined_subroutine) &&
            search_die(&die, search, depth + 1))
            return true;
    } while (dwarf_siblingof(&die, &die) == 0);
    return false;
}

static char *symbol_table_name(struct module *m, uint64_t address)
{
    GElf_Off into;
    GElf_Sym symbol;
    const char *name = dwfl_module_addrinfo(m->dwfl, address, &into, &symbol, NULL, NULL, NULL);
    if (!name || GELF_ST_TYPE(symbol.st_info) != STT_OBJECT)
        return NULL;
    return xstrdup(name);
}

char *symbolizer_variable(struct symbolizer *s, uint64_t offset)
{
    struct module *m = &s->modules[0];
    if (!m->dwfl)
        return NULL;
    uint64_t address = m->start + offset;
    Dwarf_Die *unit = NULL;
    Dwarf_Addr bias;
    while ((unit = dwfl_module_nextcu(m->dwfl, unit, &bias))) {
        struct variable_search search = {.address = address - bias};
        if (search_die(unit, &search, 0))
            return buffer_take(&search.name);
        buffer_free(&search.name);
    }
    return symbol_table_name(m, address);
}

/* The student's code: the address ranges of the units with line information. */
static bool unit_calls(Elf *elf, Dwarf_Addr low, Dwarf_Addr high, uint64_t target)
{
    enum { CALL = 0xe8, JUMP = 0xe9, CALL_SIZE = 5 };
    size_t count = 0;
    if (elf_getphdrnum(elf, &count))
        return false;
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr segment;
        if (!gelf_getphdr(elf, (int)i, &segment) || segment.p_type != PT_LOAD ||
            low < segment.p_vaddr || high > segment.p_vaddr + segment.p_filesz || high < low)
            continue;
        Elf_Data *data = elf_getdata_rawchunk(
            elf, (int64_t)(segment.p_offset + low - segment.p_vaddr), high - low, ELF_T_BYTE);
        const unsigned char *bytes = data ? data->d_buf : NULL;
        for (size_t at = 0; bytes && at + CALL_SIZE <= data->d_size; at++) {
            int32_t distance;
            memcpy(&distance, bytes + at + 1, sizeof distance);
            if ((bytes[at] == CALL || bytes[at] == JUMP) &&
                low + at + CALL_SIZE + (uint64_t)(int64_t)distance == target)
                return true;
        }
    }
    return false;
}

static bool code_calls(struct module *m, uint64_t target)
{
    GElf_Addr bias;
    Elf *elf = dwfl_module_getelf(m->dwfl, &bias);
    Dwarf_Die *unit = NULL;
    Dwarf_Addr unit_bias;
    while ((unit = dwfl_module_nextcu(m->dwfl, unit, &unit_bias))) {
        Dwarf_Addr base, low, high;
        for (ptrdiff_t at = 0; (at = dwarf_ranges(unit, at, &base, &low, &high)) > 0;)
            if (unit_calls(elf, low, high, target))
                return true;
    }
    return false;
}

bool symbolizer_calls(struct symbolizer *s, const char *function)
{
    struct module *m = &s->modules[0];
    int count = m->dwfl ? dwfl_module_getsymtab(m->dwfl) : 0;
    for (int i = 1; i < count; i++) {
        GElf_Sym symbol;
        GElf_Addr address;
        const char *name = dwfl_module_getsym_info(m->dwfl, i, &symbol, &address, NULL, NULL, NULL);
        size_t length = strlen(function);
        /* "mq_send@GLIBC_2.34" in .symtab, "mq_send" in .dynsym */
        if (!name || strncmp(name, function, length) || (name[length] && name[length] != '@'))
            continue;
        if (symbol.st_shndx == SHN_UNDEF ||
            (GELF_ST_TYPE(symbol.st_info) == STT_FUNC && code_calls(m, symbol.st_value)))
            return true;
    }
    return false;
}
