/* SPDX-License-Identifier: MIT */
/*
 * The symbol table of the kernel's own text, made by tools/symbols.py from a first link and part of
 * the image, so that a trace has names however the kernel was booted; and with it the table of lines,
 * made by tools/lines.py. In the first link they are not there yet: hence the weak references.
 *
 * Tests: tests/kernel/core/kallsyms_test.c.
 */
#include <k896/lines.h>
#include <linux/init.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/string.h>

extern const u32 kallsyms_count __weak;
extern const u32 kallsyms_addresses[] __weak; /* ascending */
extern const u32 kallsyms_offsets[] __weak;
extern const char kallsyms_names[] __weak;

/* Of tools/lines.py, in the same way. */
extern const u32 line_table_count __weak;
extern const struct line_table line_tables[] __weak;

extern char _text[], _etext[];

bool kernel_text_address(unsigned long addr)
{
	return addr >= (unsigned long)_text && addr < (unsigned long)_etext;
}

/* Index of the last symbol at or below @addr; the caller has checked that there is one. */
static u32 find(unsigned long addr)
{
	u32 low = 0, high = kallsyms_count;

	while (high - low > 1) {
		u32 mid = (low + high) / 2;

		if (kallsyms_addresses[mid] <= addr)
			low = mid;
		else
			high = mid;
	}
	return low;
}

const char *kallsyms_lookup(unsigned long addr, unsigned long *size, unsigned long *offset)
{
	unsigned long next;
	u32 i;

	if (!&kallsyms_count || !kallsyms_count || !kernel_text_address(addr) ||
	    addr < kallsyms_addresses[0])
		return NULL;
	i = find(addr);
	next = i + 1 < kallsyms_count ? kallsyms_addresses[i + 1] : (unsigned long)_etext;
	*size = next - kallsyms_addresses[i];
	*offset = addr - kallsyms_addresses[i];
	return kallsyms_names + kallsyms_offsets[i];
}

unsigned long kallsyms_lookup_name(const char *name)
{
	for (u32 i = 0; &kallsyms_count && i < kallsyms_count; i++)
		if (!strcmp(name, kallsyms_names + kallsyms_offsets[i]))
			return kallsyms_addresses[i];
	return 0;
}

const char *kallsyms_lookup_line(unsigned long addr, unsigned int *line)
{
	return &line_table_count ? line_in_tables(line_tables, line_table_count, addr, line) : NULL;
}

/* vsprintf's %pS (with offset and size), %ps (the name) and %pB (a return address); with an L file and line as well. */
static void print_symbol(char *buf, size_t size, unsigned long addr, const char *kind)
{
	unsigned long length, offset, back = *kind == 'B';
	const char *name = kallsyms_lookup(addr - back, &length, &offset), *file;
	unsigned int line;
	int len;

	if (!name)
		len = scnprintf(buf, size, "0x%08lx", addr);
	else if (*kind == 's')
		len = scnprintf(buf, size, "%s", name);
	else
		len = scnprintf(buf, size, "%s+%#lx/%#lx", name, offset + back, length);
	file = kind[1] == 'L' ? kallsyms_lookup_line(addr - back, &line) : NULL;
	if (file)
		scnprintf(buf + len, size - len, " (%s:%u)", file, line);
}

void __init kallsyms_init(void)
{
	vsprintf_symbol_hook = print_symbol;
}
