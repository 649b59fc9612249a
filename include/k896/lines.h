/* SPDX-License-Identifier: MIT */
/*
 * From an instruction to the file and line that it was made from: the reader's side of the table that tools/lines.py writes.
 * Only kernel/core/lines.c looks into one; who wants a line asks kallsyms_lookup_line().
 */
#ifndef _K896_LINES_H
#define _K896_LINES_H

#include <linux/types.h>

/* Some rows: where the instruction of the first one is in the section, and where they begin among all rows. */
struct line_block {
	u32 text;
	u32 rows;
};

/* One section of code. */
struct line_table {
	unsigned long text;
	u32 size;
	u32 count;
	const struct line_block *blocks;
	const u8 *rows, *end;
	const u32 *files; /* offsets into names; file 0: unknown */
	const char *names;
};

/**
 * line_in_tables() - which line was this instruction made from?
 * @tables: of sections of code, in any order
 * @count: how many there are
 * @addr: any address; of an instruction, any of its bytes
 * @line: set to the line if it is known
 *
 * Any context. Return: the file's path from the root of the sources, or NULL: not in one of the sections, or of no source.
 */
const char *line_in_tables(const struct line_table *tables, u32 count, unsigned long addr,
			   unsigned int *line);

#endif
