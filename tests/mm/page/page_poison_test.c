// SPDX-License-Identifier: MIT
/*
 * Tests of mm/page/page_poison.c. Only a DEBUG=1 build has it. Lowmem is poisoned with debug_pagealloc=off alone, so here high pages
 * are written to after their free; without any, the words are tried by tests/boot/test_debug_build.py.
 */
#ifdef CONFIG_PAGE_POISONING
#include <kunit/test.h>
#include <linux/highmem.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/poison.h>

#include "tests/support/reports.h"

#define TEST_IRQ   5
#define raise(irq) asm volatile("int %0" : : "i"(IRQ0_VECTOR + (irq)) : "memory", "cc")

static unsigned int alloc_line, free_line;
static struct page *page;

static noinline void get_and_free(void)
{
	/* clang-format off */
	alloc_line = __LINE__; page = alloc_pages(GFP_HIGHUSER, 0);
	if (!page)
		return;
	free_line = __LINE__; __free_pages(page, 0);
	/* clang-format on */
	barrier();
}

/* A page that is poisoned while it is free, and is the next to be taken. */
static int init(struct kunit *test)
{
	get_and_free();
	if (!page || (debug_pagealloc_enabled() && !PageHighMem(page)))
		kunit_skip(test, "no free page is mapped, or high");
	return 0;
}

static void write_at(unsigned int offset, u8 value)
{
	u8 *at = kmap_local_page(page);

	at[offset] = value;
	kunmap_local(at);
}

/* Takes the page again. */
static struct reports take(struct kunit *test)
{
	struct reports mark = mark_reports();
	struct page *again = alloc_pages(GFP_HIGHUSER, 0);

	KUNIT_EXPECT_PTR_EQ(test, again, page);
	if (again)
		__free_page(again);
	return mark;
}

static void a_page_that_nobody_wrote_to_is_silent(struct kunit *test)
{
	u8 *at = kmap_local_page(page);
	struct reports mark;

	for (unsigned int i = 0; i < PAGE_SIZE; i++)
		if (at[i] != PAGE_POISON)
			KUNIT_FAIL(test, "byte %u is %02x", i, at[i]);
	kunmap_local(at);
	mark = take(test);
	EXPECT_SILENCE(test, mark);
}

static void a_write_after_the_free_is_found_by_the_next_user(struct kunit *test)
{
	struct reports mark;

	write_at(100, 0x12);
	write_at(108, 0x34);
	mark = take(test);
	EXPECT_REPORTS(test, mark, 1, "pagealloc: memory corruption");
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, ": 12 aa aa aa aa aa aa aa 34 "));
	KUNIT_EXPECT_TRUE(test,
			  log_contains(mark.log,
				       "page dumped because: pagealloc: corrupted page details"));
	EXPECT_PLACE(test, mark, alloc_line);
	EXPECT_PLACE(test, mark, free_line);
	mark = take(test);
	EXPECT_SILENCE(test, mark); /* it was poisoned anew */
}

static void one_wrong_bit_is_called_so(struct kunit *test)
{
	struct reports mark;

	write_at(PAGE_SIZE - 1, PAGE_POISON ^ 0x10);
	mark = take(test);
	EXPECT_REPORTS(test, mark, 1, "pagealloc: single bit error");
	write_at(0, PAGE_POISON ^ 0x11);
	mark = take(test);
	EXPECT_REPORTS(test, mark, 1, "pagealloc: memory corruption");
}

static irqreturn_t write_in_handler(int irq, void *unused)
{
	write_at(77, 0);
	return IRQ_HANDLED;
}

static void a_handlers_write_is_found(struct kunit *test)
{
	struct reports mark;

	KUNIT_ASSERT_EQ(test, request_irq(TEST_IRQ, write_in_handler, 0, "page_poison", NULL), 0);
	raise(TEST_IRQ);
	free_irq(TEST_IRQ, NULL);
	mark = take(test);
	EXPECT_REPORTS(test, mark, 1, "pagealloc: memory corruption");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_page_that_nobody_wrote_to_is_silent),
	KUNIT_CASE(a_write_after_the_free_is_found_by_the_next_user),
	KUNIT_CASE(one_wrong_bit_is_called_so),
	KUNIT_CASE(a_handlers_write_is_found),
	{},
};

static struct kunit_suite suite = { .name = "page_poison", .init = init, .test_cases = cases };
kunit_test_suite(suite);
#endif
