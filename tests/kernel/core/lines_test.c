// SPDX-License-Identifier: MIT
/*
 * Tests of kernel/core/lines.c, on tables made by hand. On the kernel's own: kallsyms_test.c; of what writes them:
 * tests/host/test_lines.py.
 */
#include <k896/lines.h>
#include <kunit/test.h>
#include <linux/kernel.h>

#define TEXT 0xc0200000UL
#define INIT 0xc0100000UL

/* A row's first byte: @step bytes of code further (0: the number follows), by @more lines. */
#define ROW(step, more)	 ((step) | ((more) + 6) << 4)
#define OTHER_LINE(step) ((step) | 14 << 4)
#define OTHER_FILE(step) ((step) | 15 << 4)

static const char names[] = "\0a.c\0dir/b.h";
static const u32 files[] = { 0, 1, 5 };

/* clang-format off */
static const u8 text_rows[] = {
	1, 0xc8, 0x01,			 /* block 0, from 16 on: a.c:200 */
	ROW(5, 1),			 /* 21: a.c:201 */
	ROW(15, -6),			 /* 36: a.c:195 */
	ROW(0, 7), 0x90, 0x01,		 /* 180: a.c:202 */
	OTHER_LINE(4), 0x80, 0x7f,	 /* 184: a.c:74 */
	2, 0x80, 0x80, 0x01,		 /* block 1, from 300 on: dir/b.h:16384 */
	OTHER_LINE(1), 0xc0, 0x00,	 /* 301: dir/b.h:16448 */
	OTHER_FILE(0), 0x80, 0x08, 0, 0, /* 1325: unknown */
	OTHER_FILE(3), 1, 7,		 /* 1328: a.c:7 */
};
/* clang-format on */
static const struct line_block text_blocks[] = { { 16, 0 }, { 300, 11 } };

static const u8 init_rows[] = { 2, 1 };
static const struct line_block init_blocks[] = { { 0, 0 } };

#define TABLE(section, name, bytes)                                                                \
	{                                                                                          \
		.text = section, .size = bytes, .count = ARRAY_SIZE(name##_blocks),                \
		.blocks = name##_blocks, .rows = name##_rows,                                      \
		.end = name##_rows + sizeof(name##_rows), .files = files, .names = names,          \
	}

static const struct line_table tables[] = { TABLE(TEXT, text, 2000), TABLE(INIT, init, 10) };

static void expect(struct kunit *test, unsigned long addr, const char *file, unsigned int line)
{
	unsigned int found = 0;
	const char *name = line_in_tables(tables, ARRAY_SIZE(tables), addr, &found);

	KUNIT_EXPECT_STREQ_MSG(test, name ?: "none", file, "%08lx\n", addr);
	KUNIT_EXPECT_EQ_MSG(test, found, line, "%08lx\n", addr);
}

static void an_instruction_has_the_last_row_before_it(struct kunit *test)
{
	expect(test, TEXT + 16, "a.c", 200);
	expect(test, TEXT + 20, "a.c", 200);
	expect(test, TEXT + 21, "a.c", 201);
	expect(test, TEXT + 35, "a.c", 201);
	expect(test, TEXT + 36, "a.c", 195);
}

static void steps_of_any_size_are_read(struct kunit *test)
{
	expect(test, TEXT + 179, "a.c", 195);
	expect(test, TEXT + 180, "a.c", 202);
	expect(test, TEXT + 183, "a.c", 202);
	expect(test, TEXT + 184, "a.c", 74);
	expect(test, TEXT + 301, "dir/b.h", 16384 + 64);
	expect(test, TEXT + 1324, "dir/b.h", 16384 + 64);
}

static void a_block_ends_where_the_next_begins(struct kunit *test)
{
	expect(test, TEXT + 299, "a.c", 74);
	expect(test, TEXT + 300, "dir/b.h", 16384);
	expect(test, TEXT + 1999, "a.c", 7);
}

static void what_has_no_row_has_no_line(struct kunit *test)
{
	expect(test, TEXT, "none", 0);
	expect(test, TEXT + 15, "none", 0);
	expect(test, TEXT + 1325, "none", 0);
	expect(test, TEXT + 1327, "none", 0);
	expect(test, TEXT + 1328, "a.c", 7);
}

static void each_section_has_its_table(struct kunit *test)
{
	expect(test, INIT - 1, "none", 0);
	expect(test, INIT, "dir/b.h", 1);
	expect(test, INIT + 9, "dir/b.h", 1);
	expect(test, INIT + 10, "none", 0);
	expect(test, TEXT - 1, "none", 0);
	expect(test, TEXT + 2000, "none", 0);
	expect(test, 0, "none", 0);
	expect(test, ~0UL, "none", 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(an_instruction_has_the_last_row_before_it),
	KUNIT_CASE(steps_of_any_size_are_read),
	KUNIT_CASE(a_block_ends_where_the_next_begins),
	KUNIT_CASE(what_has_no_row_has_no_line),
	KUNIT_CASE(each_section_has_its_table),
	{},
};

static struct kunit_suite lines_suite = { .name = "lines", .test_cases = cases };
kunit_test_suite(lines_suite);
