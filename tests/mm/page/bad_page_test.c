// SPDX-License-Identifier: MIT
/*
 * Tests of the frees that mm/page/page_alloc.c refuses. Each is reported once, names what is wrong, and
 * changes nothing: the runner then finds all free lists whole.
 */
#include <k896/log.h>
#include <k896/report.h>
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "mm/page/internal.h"
#include "tests/support/reports.h"

static u32 log;

static void listen(void)
{
	reports_start_over();
	log = log_position();
}

static void expect_report(struct kunit *test, const char *text)
{
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_TRUE_MSG(test, log_contains(log, text), "no line says \"%s\"", text);
}

static void a_page_freed_twice_is_reported(struct kunit *test)
{
	for (unsigned int order = 0; order < MAX_ORDER; order++) {
		struct page *page = alloc_pages(GFP_KERNEL, order);
		int line;

		KUNIT_ASSERT_NOT_NULL(test, page);
		__free_pages(page, order);
		listen();
		line = __LINE__ + 1;
		__free_pages(page, order);
		expect_report(test, "page dumped because: freeing a page that is free");
		KUNIT_EXPECT_TRUE(test, is_logged(log, "(%s:%d)", __FILE__, line));
		KUNIT_EXPECT_TRUE(test,
				  is_logged(log, "Bad page state in process %s", current->comm));
		KUNIT_EXPECT_TRUE(test, is_logged(log, "pfn:%05lx", page_to_pfn(page)));
		KUNIT_EXPECT_TRUE(test, log_contains(log, "a_page_freed_twice_is_reported+"));
	}
}

static void the_wrong_order_is_reported_and_the_right_one_still_frees(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 3);

	KUNIT_ASSERT_NOT_NULL(test, page);
	listen();
	__free_pages(page, 2);
	expect_report(test, "freeing with order 2 a block allocated with order 3");
	listen();
	__free_pages(page, 5);
	expect_report(test, "freeing with order 5 a block allocated with order 3");
	listen();
	__free_pages(page, 1000);
	expect_report(test, "freeing with order 1000 a block allocated with order 3");
	__free_pages(page, 3);
}

static void the_middle_of_a_block_is_reported(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 2);

	KUNIT_ASSERT_NOT_NULL(test, page);
	listen();
	__free_page(page + 1);
	expect_report(test, "not the first of its block");
	__free_pages(page, 2);
}

static void a_tail_of_a_compound_page_is_reported(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 2);

	KUNIT_ASSERT_NOT_NULL(test, page);
	listen();
	__free_page(page + 3);
	expect_report(test, "freeing a tail page of a compound page");
	__free_pages(page, 2);
}

static void a_damaged_compound_page_is_reported_and_kept(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 2);
	unsigned long link;

	KUNIT_ASSERT_NOT_NULL(test, page);
	link = page[2].compound_head;
	page[2].compound_head = 0;
	listen();
	__free_pages(page, 2);
	expect_report(test, "compound_head of a tail page is not consistent");
	page[2].compound_head = link;
	atomic_set(&page->_refcount, 1);
	__free_pages(page, 2);
}

static void a_reserved_page_is_reported(struct kunit *test)
{
	listen();
	__free_page(virt_to_page(a_reserved_page_is_reported)); /* the kernel's own text */
	expect_report(test, "freeing a reserved page");
	listen();
	__free_page(mem_map);
	expect_report(test, "freeing a reserved page");
}

static void a_page_still_mapped_or_owned_is_reported(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	atomic_set(&page->_mapcount, 1);
	listen();
	__free_page(page);
	expect_report(test, "nonzero mapcount");
	atomic_set(&page->_mapcount, 0);

	page->mapping = (void *)page;
	listen();
	__free_page(page);
	expect_report(test, "non-NULL mapping");
	page->mapping = NULL;

	SetPageSlab(page);
	listen();
	__free_page(page);
	expect_report(test, "PAGE_FLAGS_CHECK_AT_FREE flag(s) set");
	ClearPageSlab(page);
	__free_page(page);
}

static void what_is_no_page_is_reported(struct kunit *test)
{
	listen();
	__free_page(NULL);
	expect_report(test, "free of 00000000, which is no page of this machine");
	listen();
	__free_page(mem_map + max_pfn);
	expect_report(test, "which is no page of this machine");
	listen();
	__free_page((struct page *)0xdeadbeef);
	expect_report(test, "free of deadbeef, which is no page of this machine");
}

static void what_is_no_page_address_is_reported(struct kunit *test)
{
	unsigned long addr = __get_free_page(GFP_KERNEL);

	KUNIT_ASSERT_NE(test, addr, 0);
	listen();
	free_pages(addr + 16, 0);
	expect_report(test, "which is no page of this machine");
	listen();
	free_page(0x1000);
	expect_report(test, "free of 00001000, which is no page of this machine");
	listen();
	free_page((unsigned long)high_memory);
	expect_report(test, "which is no page of this machine");
	free_page(addr);
}

static void free_of_address_zero_is_nothing(struct kunit *test)
{
	free_pages(0, 0);
	free_pages(0, 7);
}

static void only_a_single_plain_block_can_be_split(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 2);

	KUNIT_ASSERT_NOT_NULL(test, page);
	listen();
	split_page(page, 2);
	expect_report(test, "split_page: ");
	__free_pages(page, 2);
}

static void expect_line(struct kunit *test, const char *fmt, ...)
{
	char line[160];
	va_list args;

	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	KUNIT_EXPECT_EQ_MSG(test, log_count(log, line), 1U, "%s", line);
}

/* The flags line of a report about @page, whose flags are @words. */
static void expect_flags(struct kunit *test, const struct page *page, const char *words)
{
	listen();
	bad_page((struct page *)page, "the test wants to see it");
	expect_line(test, "page:%px refcount:%d mapcount:%d mapping:%px index:%#lx pfn:%#lx", page,
		    page_ref_count(page), page_mapcount(page), page->mapping, page->index,
		    page_to_pfn(page));
	expect_line(test, "flags: %#lx(order=%u|zone=%s%s)", page->flags, page_alloc_order(page),
		    page_zone(page)->name, words);
	expect_report(test, "page dumped because: the test wants to see it");
}

static struct page *first_of_largest_blocks(struct zone *zone)
{
	return list_first_entry(&zone->free_area[fls(zone->nonempty) - 1].free_list, struct page,
				lru);
}

static void a_report_names_the_pages_state(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 4);
	void *object = kmalloc(64, GFP_KERNEL);

	KUNIT_ASSERT_TRUE(test, page && object);
	expect_flags(test, page, "|compound");
	expect_flags(test, page + 1, "|compound");
	expect_flags(test, mem_map, "|reserved");
	expect_flags(test, compound_head(virt_to_page(object)), "|slab");
	kfree(object);
	__free_pages(page, 4);
	page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	expect_flags(test, page, "");
	__free_page(page);
	drain_all();
	expect_flags(test, first_of_largest_blocks(page_zone(page)), "|buddy");
}

#ifdef CONFIG_DEBUG_VM
static void a_reference_to_a_free_page(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);

	__free_page(page);
	get_page(page);
}
#endif

static struct kunit_case cases[] = {
#ifdef CONFIG_DEBUG_VM
	KUNIT_CASE_PANIC(a_reference_to_a_free_page),
#endif
	KUNIT_CASE(a_page_freed_twice_is_reported),
	KUNIT_CASE(the_wrong_order_is_reported_and_the_right_one_still_frees),
	KUNIT_CASE(the_middle_of_a_block_is_reported),
	KUNIT_CASE(a_tail_of_a_compound_page_is_reported),
	KUNIT_CASE(a_damaged_compound_page_is_reported_and_kept),
	KUNIT_CASE(a_reserved_page_is_reported),
	KUNIT_CASE(a_page_still_mapped_or_owned_is_reported),
	KUNIT_CASE(what_is_no_page_is_reported),
	KUNIT_CASE(what_is_no_page_address_is_reported),
	KUNIT_CASE(free_of_address_zero_is_nothing),
	KUNIT_CASE(a_report_names_the_pages_state),
	KUNIT_CASE(only_a_single_plain_block_can_be_split),
	{},
};

static struct kunit_suite bad_page_suite = {
	.name = "bad_page",
	.test_cases = cases,
};
kunit_test_suite(bad_page_suite);
