// SPDX-License-Identifier: MIT
/* Tests of kernel/core/kallsyms.c and lines.c, on the tables of the kernel that runs them. */
#include <kunit/test.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "tests/support/reports.h"

extern char _text[], _etext[];

static char text[KSYM_NAME_LEN + 96];

/* The function that the tests ask for: a name of its own, more than a few bytes. */
static noinline int known_function(int x)
{
	return snprintf(text, sizeof(text), "%d", x);
}

static unsigned long size_of(unsigned long addr)
{
	unsigned long size = 0, offset;

	kallsyms_lookup(addr, &size, &offset);
	return size;
}

static void a_function_has_a_name_a_size_and_an_offset(struct kunit *test)
{
	unsigned long addr = (unsigned long)known_function, size, offset;

	KUNIT_EXPECT_STREQ(test, kallsyms_lookup(addr + 3, &size, &offset), "known_function");
	KUNIT_EXPECT_EQ(test, offset, 3);
	KUNIT_EXPECT_GT(test, size, 3);
	KUNIT_EXPECT_LT(test, size, 200);
}

static void a_function_ends_where_the_next_begins(struct kunit *test)
{
	unsigned long addr = (unsigned long)known_function, size = size_of(addr), ignored, offset;

	KUNIT_EXPECT_STREQ(test, kallsyms_lookup(addr + size - 1, &ignored, &offset),
			   "known_function");
	KUNIT_EXPECT_STRNEQ(test, kallsyms_lookup(addr + size, &ignored, &offset),
			    "known_function");
	KUNIT_EXPECT_EQ(test, offset, 0);
}

static void the_name_leads_back_to_the_address(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, kallsyms_lookup_name("known_function"),
			(unsigned long)known_function);
	KUNIT_EXPECT_EQ(test, kallsyms_lookup_name("no_such_function"), 0);
}

static void printf_S_is_name_offset_size(struct kunit *test)
{
	unsigned long addr = (unsigned long)known_function;
	char wanted[64];

	snprintf(wanted, sizeof(wanted), "known_function+0x4/%#lx", size_of(addr));
	snprintf(text, sizeof(text), "%pS", (void *)(addr + 4));
	KUNIT_EXPECT_STREQ(test, text, wanted);
	snprintf(text, sizeof(text), "%ps", (void *)(addr + 4));
	KUNIT_EXPECT_STREQ(test, text, "known_function");
}

/* A call that never returns may be the last instruction: its return address is the next function. */
static void printf_B_names_the_caller_of_a_last_call(struct kunit *test)
{
	unsigned long addr = (unsigned long)known_function, size = size_of(addr);
	char wanted[64];

	snprintf(wanted, sizeof(wanted), "known_function+%#lx/%#lx", size, size);
	snprintf(text, sizeof(text), "%pB", (void *)(addr + size));
	KUNIT_EXPECT_STREQ(test, text, wanted);
}

static void what_is_no_text_has_no_name(struct kunit *test)
{
	unsigned long size, offset;
	char wanted[16];

	KUNIT_EXPECT_NULL(test, kallsyms_lookup((unsigned long)text, &size, &offset));
	KUNIT_EXPECT_NULL(test, kallsyms_lookup(0, &size, &offset));
	KUNIT_EXPECT_NULL(test, kallsyms_lookup(~0UL, &size, &offset));
	snprintf(wanted, sizeof(wanted), "0x%08lx", (unsigned long)wanted);
	snprintf(text, sizeof(text), "%pS", (void *)wanted);
	KUNIT_EXPECT_STREQ(test, text, wanted);
}

static void the_table_reaches_from_end_to_end_of_the_text(struct kunit *test)
{
	unsigned long first = (unsigned long)_text, end = (unsigned long)_etext, size, offset;

	KUNIT_EXPECT_NOT_NULL(test, kallsyms_lookup(first, &size, &offset));
	KUNIT_EXPECT_EQ(test, offset, 0);
	KUNIT_EXPECT_NOT_NULL(test, kallsyms_lookup(end - 1, &size, &offset));
	KUNIT_EXPECT_EQ(test, offset + 1, size);
	KUNIT_EXPECT_NULL(test, kallsyms_lookup(first - 1, &size, &offset));
	KUNIT_EXPECT_NULL(test, kallsyms_lookup(end, &size, &offset));
}

/* Symbol by symbol, from the first to the last: the search finds each. */
static void every_symbol_is_found(struct kunit *test)
{
	unsigned long size, offset;

	for (unsigned long addr = (unsigned long)_text; addr < (unsigned long)_etext;
	     addr += size) {
		KUNIT_ASSERT_NOT_NULL(test, kallsyms_lookup(addr, &size, &offset));
		KUNIT_ASSERT_EQ(test, offset, 0);
		KUNIT_ASSERT_GT(test, size, 0);
	}
}

static void kernel_text_is_from_text_to_etext(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, kernel_text_address((unsigned long)_text));
	KUNIT_EXPECT_TRUE(test, kernel_text_address((unsigned long)_etext - 1));
	KUNIT_EXPECT_FALSE(test, kernel_text_address((unsigned long)_text - 1));
	KUNIT_EXPECT_FALSE(test, kernel_text_address((unsigned long)_etext));
}

/* ---- lines ---- */

static unsigned long called_from;

static noinline int remember_the_caller(void)
{
	called_from = (unsigned long)__builtin_return_address(0);
	return 1;
}

enum { FIRST_LINE = __LINE__ + 1, CALL = FIRST_LINE + 2, LAST_LINE = CALL + 2 };
static noinline int calling_function(int x)
{
	x += remember_the_caller() + x * 3;
	return x;
}

static void a_return_address_has_the_line_of_its_call(struct kunit *test)
{
	unsigned int line = 0;

	calling_function(1);
	KUNIT_EXPECT_STREQ(test, kallsyms_lookup_line(called_from - 1, &line), __FILE__);
	KUNIT_EXPECT_EQ(test, line, CALL);
}

/* Where the padding up to the next function begins, which has no line. */
static unsigned long end_of_code(unsigned long addr)
{
	unsigned long end = addr + size_of(addr);
	unsigned int line;

	while (end > addr && !kallsyms_lookup_line(end - 1, &line))
		end--;
	return end;
}

static void a_function_has_lines_from_its_first_byte_to_its_last(struct kunit *test)
{
	unsigned long addr = (unsigned long)calling_function, end = end_of_code(addr);
	unsigned int line = 0;

	KUNIT_EXPECT_STREQ(test, kallsyms_lookup_line(addr, &line), __FILE__);
	KUNIT_EXPECT_LE(test, line, FIRST_LINE + 1); /* to clang a function begins with its brace */
	for (; addr < end; addr++) {
		KUNIT_EXPECT_STREQ(test, kallsyms_lookup_line(addr, &line), __FILE__);
		KUNIT_EXPECT_GE(test, line, FIRST_LINE);
		KUNIT_EXPECT_LE(test, line, LAST_LINE);
	}
	KUNIT_EXPECT_EQ(test, line, LAST_LINE);
}

enum { KMALLOC = __LINE__ + 3 };
static noinline struct list_head *inlining_function(struct list_head *list)
{
	struct list_head *entry = kmalloc(sizeof(*entry), GFP_KERNEL);

	list_add(entry, list);
	list_del(entry);
	return entry;
}

static bool has_line(unsigned long addr, unsigned int wanted)
{
	unsigned long end = addr + size_of(addr);
	unsigned int line;

	for (; addr < end; addr++)
		if (kallsyms_lookup_line(addr, &line) && line == wanted)
			return true;
	return false;
}

/* Of kmalloc() and list_add(), which are inlined, the lines are here and not in their headers. */
static void what_is_inlined_from_a_header_has_the_line_of_its_caller(struct kunit *test)
{
	unsigned long addr = (unsigned long)inlining_function, end = end_of_code(addr);
	unsigned int line;
	LIST_HEAD(list);

	kfree(inlining_function(&list));
	KUNIT_EXPECT_TRUE(test, has_line(addr, KMALLOC));
	KUNIT_EXPECT_TRUE(test, has_line(addr, KMALLOC + 2));
	for (; addr < end; addr++)
		KUNIT_EXPECT_STREQ(test, kallsyms_lookup_line(addr, &line), __FILE__);
}

static void what_is_no_text_has_no_line(struct kunit *test)
{
	unsigned int line = 7;

	KUNIT_EXPECT_NULL(test, kallsyms_lookup_line((unsigned long)text, &line));
	KUNIT_EXPECT_NULL(test, kallsyms_lookup_line((unsigned long)_text - 1, &line));
	KUNIT_EXPECT_NULL(test, kallsyms_lookup_line((unsigned long)_etext, &line));
	KUNIT_EXPECT_NULL(test, kallsyms_lookup_line(0, &line));
	KUNIT_EXPECT_NULL(test, kallsyms_lookup_line(~0UL, &line));
	KUNIT_EXPECT_EQ(test, line, 7);
	snprintf(text, sizeof(text), "%pSL", (void *)4);
	KUNIT_EXPECT_STREQ(test, text, "0x00000004");
	snprintf(text, sizeof(text), "%pSL", (void *)0x12345678);
	KUNIT_EXPECT_STREQ(test, text, "0x12345678");
}

static void printf_SL_and_BL_say_the_line(struct kunit *test)
{
	unsigned long addr = (unsigned long)calling_function, size = size_of(addr);
	char wanted[96];

	calling_function(1);
	snprintf(wanted, sizeof(wanted), "calling_function+%#lx/%#lx (%s:%u)",
		 called_from - 1 - addr, size, __FILE__, CALL);
	snprintf(text, sizeof(text), "%pSL", (void *)(called_from - 1));
	KUNIT_EXPECT_STREQ(test, text, wanted);
	snprintf(wanted, sizeof(wanted), "calling_function+%#lx/%#lx (%s:%u)", called_from - addr,
		 size, __FILE__, CALL);
	snprintf(text, sizeof(text), "%pBL", (void *)called_from);
	KUNIT_EXPECT_STREQ(test, text, wanted);
}

static noinline void reporting_function(void)
{
	printk("planted: %pBL\n", __builtin_return_address(0));
}

static void a_report_names_the_place(struct kunit *test)
{
	struct reports mark = mark_reports();
	const int line = __LINE__ + 2;

	reporting_function();
	EXPECT_PLACE(test, mark, line);
	KUNIT_EXPECT_FALSE(test, is_logged(mark.log, "(%s:%u)", __FILE__, line + 1));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_function_has_a_name_a_size_and_an_offset),
	KUNIT_CASE(a_function_ends_where_the_next_begins),
	KUNIT_CASE(the_name_leads_back_to_the_address),
	KUNIT_CASE(printf_S_is_name_offset_size),
	KUNIT_CASE(printf_B_names_the_caller_of_a_last_call),
	KUNIT_CASE(what_is_no_text_has_no_name),
	KUNIT_CASE(the_table_reaches_from_end_to_end_of_the_text),
	KUNIT_CASE(every_symbol_is_found),
	KUNIT_CASE(kernel_text_is_from_text_to_etext),
	KUNIT_CASE(a_return_address_has_the_line_of_its_call),
	KUNIT_CASE(a_function_has_lines_from_its_first_byte_to_its_last),
	KUNIT_CASE(what_is_inlined_from_a_header_has_the_line_of_its_caller),
	KUNIT_CASE(what_is_no_text_has_no_line),
	KUNIT_CASE(printf_SL_and_BL_say_the_line),
	KUNIT_CASE(a_report_names_the_place),
	{},
};

static struct kunit_suite kallsyms_suite = { .name = "kallsyms", .test_cases = cases };
kunit_test_suite(kallsyms_suite);
