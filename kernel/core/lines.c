/* SPDX-License-Identifier: MIT */
/*
 * From an instruction to its line of source. tools/lines.py writes the tables and says in which form:
 *
 *	blocks		[0] .. [b] .. [n]	sorted: found by halving
 *			        |
 *	rows		file line | +5 bytes, +1 line | +3, -2 | +7, other file ...	read in order, at most 64
 *
 * So a row takes less than two bytes, and the search a few hundred instructions, in reports only.
 *
 * Tests: tests/kernel/core/lines_test.c, tests/kernel/core/kallsyms_test.c, tests/host/test_lines.py
 */
#include <k896/lines.h>
#include <linux/kernel.h>

#define LINE_BASE (-6)

enum { OTHER_LINE = 14, OTHER_FILE = 15 };

struct row {
	u32 text; /* from the section's start */
	u32 file;
	u32 line;
};

static u32 read_uleb(const u8 **at)
{
	u32 number = 0;
	int shift = 0;
	u8 byte;

	do {
		byte = *(*at)++;
		number |= (u32)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	return number;
}

static s32 read_sleb(const u8 **at)
{
	const u8 *start = *at;
	u32 number = read_uleb(at);
	int bits = 7 * (*at - start);

	return bits < 32 && number >> (bits - 1) ? number - (1U << bits) : number;
}

/* The last block that begins at or before @text, or -1. */
static int find_block(const struct line_table *t, u32 text)
{
	int low = -1, high = t->count;

	while (high - low > 1) {
		int mid = (low + high) / 2;

		if (t->blocks[mid].text <= text)
			low = mid;
		else
			high = mid;
	}
	return low;
}

/* The row behind @row, from the bytes at @at. */
static void next_row(struct row *row, const u8 **at)
{
	u8 byte = *(*at)++;

	row->text += byte & 15 ?: read_uleb(at);
	switch (byte >> 4) {
	case OTHER_FILE:
		row->file = read_uleb(at);
		row->line = read_uleb(at);
		break;
	case OTHER_LINE:
		row->line += read_sleb(at);
		break;
	default:
		row->line += (byte >> 4) + LINE_BASE;
	}
}

static struct row find_row(const struct line_table *t, u32 text)
{
	int block = find_block(t, text);
	struct row row = {}, next;
	const u8 *at, *end;

	if (block < 0)
		return row;
	at = t->rows + t->blocks[block].rows;
	next.text = t->blocks[block].text;
	next.file = read_uleb(&at);
	next.line = read_uleb(&at);
	end = block + 1 < t->count ? t->rows + t->blocks[block + 1].rows : t->end;
	for (;;) {
		row = next;
		if (at == end)
			return row;
		next_row(&next, &at);
		if (next.text > text)
			return row;
	}
}

const char *line_in_tables(const struct line_table *tables, u32 count, unsigned long addr,
			   unsigned int *line)
{
	struct row row;

	for (const struct line_table *t = tables; t < tables + count; t++) {
		if (addr - t->text >= t->size)
			continue;
		row = find_row(t, addr - t->text);
		if (!row.file)
			return NULL;
		*line = row.line;
		return t->names + t->files[row.file];
	}
	return NULL;
}
