#include "explore/names.h"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/memory.h"

void name_list_add(struct name_list *list, char *owned)
{
    *GROW(list->items, list->count, list->capacity) = owned;
}

bool name_list_has(const struct name_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i], name) == 0)
            return true;
    return false;
}

void name_list_free(struct name_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->items[i]);
    free(list->items);
}

static void read_symbols(Elf *elf, struct names *names)
{
    for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
        GElf_Shdr header;
        Elf_Data *data = elf_getdata(section, NULL);
        if (!gelf_getshdr(section, &header) || header.sh_type != SHT_SYMTAB || !data ||
            !header.sh_entsize)
            continue;
        for (int i = 1; i < (int)(header.sh_size / header.sh_entsize); i++) {
            GElf_Sym symbol;
            const char *name = gelf_getsym(data, i, &symbol)
                                   ? elf_strptr(elf, header.sh_link, symbol.st_name)
                                   : NULL;
            if (!name || !*name || GELF_ST_BIND(symbol.st_info) == STB_LOCAL)
                continue;
            name_list_add(symbol.st_shndx == SHN_UNDEF ? &names->undefined : &names->defined,
                          xstrdup(name));
        }
    }
}

/* What is only called is a function; of all else it cannot be told what it is. */
static void read_relocations(Elf *elf, struct names *names)
{
    for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
        GElf_Shdr header, of_symbols;
        Elf_Data *data = elf_getdata(section, NULL);
        if (!gelf_getshdr(section, &header) || header.sh_type != SHT_RELA || !data ||
            !header.sh_entsize)
            continue;
        Elf_Scn *symbols = elf_getscn(elf, header.sh_link);
        Elf_Data *table = symbols ? elf_getdata(symbols, NULL) : NULL;
        if (!table || !gelf_getshdr(symbols, &of_symbols))
            continue;
        for (int i = 0; i < (int)(header.sh_size / header.sh_entsize); i++) {
            GElf_Rela r;
            GElf_Sym symbol;
            if (!gelf_getrela(data, i, &r) || GELF_R_TYPE(r.r_info) == R_X86_64_PLT32 ||
                !gelf_getsym(table, (int)GELF_R_SYM(r.r_info), &symbol) ||
                symbol.st_shndx != SHN_UNDEF)
                continue;
            const char *name = elf_strptr(elf, of_symbols.sh_link, symbol.st_name);
            if (name && *name)
                name_list_add(&names->addressed, xstrdup(name));
        }
    }
}

int names_read(const char *path, struct names *names, struct error *err)
{
    cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    elf_version(EV_CURRENT);
    Elf *elf = fd < 0 ? NULL : elf_begin(fd, ELF_C_READ, NULL);
    if (!elf)
        return error_set(err, ERROR_MACHINE, "the compiler left no object at %s", path);
    read_symbols(elf, names);
    read_relocations(elf, names);
    elf_end(elf);
    return 0;
}

void names_free(struct names *n)
{
    name_list_free(&n->defined);
    name_list_free(&n->undefined);
    name_list_free(&n->addressed);
    *n = (struct names){0};
}
