// SPDX-License-Identifier: MIT
/* Tests of mm/page/page_owner.c and mm/show/page_owner_show.c. Only a DEBUG=1 build has them. */
#ifdef CONFIG_PAGE_OWNER
#include <k896/show.h>
#include <kunit/test.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/page_owner.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "mm/page/page_owner.h"
#include "tests/support/reports.h"

#define TEST_IRQ   5
#define raise(irq) asm volatile("int %0" : : "i"(IRQ0_VECTOR + (irq)) : "memory", "cc")

static unsigned int alloc_line, free_line;

static noinline struct page *alloc_here(unsigned int order)
{
	struct page *page;

	/* clang-format off */
	alloc_line = __LINE__; page = alloc_pages(GFP_KERNEL, order);
	/* clang-format on */
	barrier();
	return page;
}

static noinline void free_here(struct page *page, unsigned int order)
{
	/* clang-format off */
	free_line = __LINE__; __free_pages(page, order);
	/* clang-format on */
	barrier();
}

static struct reports dump(const struct page *page)
{
	struct reports mark = mark_reports();

	dump_page_owner(page);
	return mark;
}

static void a_page_in_use_names_who_allocated_it(struct kunit *test)
{
	struct page *page = alloc_here(0);
	struct reports mark;

	KUNIT_ASSERT_NOT_NULL(test, page);
	mark = dump(page);
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, "page_owner tracks the page as allocated"));
	KUNIT_EXPECT_TRUE(test,
			  is_logged(mark.log,
				    "page last allocated via order 0, migratetype Unmovable, gfp_mask %#x(GFP_KERNEL), pid %d, tgid %d (%s), ts ",
				    GFP_KERNEL, current->pid, current->pid, current->comm));
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, " alloc_here+0x"));
	EXPECT_PLACE(test, mark, alloc_line);
	__free_page(page);
}

static void a_free_page_names_who_freed_it_too(struct kunit *test)
{
	struct page *page = alloc_here(0);
	struct reports mark;

	KUNIT_ASSERT_NOT_NULL(test, page);
	free_here(page, 0);
	mark = dump(page);
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, "page_owner tracks the page as freed"));
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, "page last free stack trace:"));
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, " free_here+0x"));
	EXPECT_PLACE(test, mark, alloc_line);
	EXPECT_PLACE(test, mark, free_line);
}

static void each_page_of_a_block_has_the_owner(struct kunit *test)
{
	struct page *page = alloc_here(3);
	depot_stack_handle_t handle;

	KUNIT_ASSERT_NOT_NULL(test, page);
	handle = page_owner_of(page)->handle;
	KUNIT_EXPECT_NE(test, handle, 0U);
	for (unsigned int i = 0; i < 8; i++) {
		KUNIT_EXPECT_EQ(test, page_owner_of(page + i)->handle, handle);
		KUNIT_EXPECT_EQ(test, page_owner_of(page + i)->order, 3);
		KUNIT_EXPECT_TRUE(test, page_owner_of(page + i)->allocated);
	}
	split_page(page, 3);
	for (unsigned int i = 0; i < 8; i++) {
		KUNIT_EXPECT_EQ(test, page_owner_of(page + i)->order, 0);
		free_here(page + i, 0);
		KUNIT_EXPECT_FALSE(test, page_owner_of(page + i)->allocated);
	}
}

static void a_bad_free_is_reported_with_the_owners(struct kunit *test)
{
	struct page *page = alloc_here(0);
	struct reports mark;

	KUNIT_ASSERT_NOT_NULL(test, page);
	free_here(page, 0);
	mark = mark_reports();
	__free_page(page);
	EXPECT_REPORTS(test, mark, 1, "BUG: Bad page state in process");
	EXPECT_PLACE(test, mark, alloc_line);
	EXPECT_PLACE(test, mark, free_line);
}

/* ---- in an interrupt ---- */

static struct page *from_handler;

static irqreturn_t alloc_in_handler(int irq, void *unused)
{
	from_handler = alloc_pages(GFP_ATOMIC, 0);
	return IRQ_HANDLED;
}

/* Its stack ends where the interrupt came: else there were as many stacks as instructions to interrupt. */
static void an_interrupts_page_has_the_handlers_stack(struct kunit *test)
{
	struct reports mark;

	KUNIT_ASSERT_EQ(test, request_irq(TEST_IRQ, alloc_in_handler, 0, "page_owner", NULL), 0);
	raise(TEST_IRQ);
	free_irq(TEST_IRQ, NULL);
	KUNIT_ASSERT_NOT_NULL(test, from_handler);
	mark = dump(from_handler);
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, " alloc_in_handler+0x"));
	KUNIT_EXPECT_FALSE(test,
			   log_contains(mark.log, "an_interrupts_page_has_the_handlers_stack+0x"));
	__free_page(from_handler);
}

/* ---- the view ---- */

static char *text;

static const char *view(struct kunit *test, int (*show)(struct seq_file *m, unsigned long pfn),
			unsigned long pfn)
{
	struct seq_file m;

	seq_init(&m, text, 65535, NULL);
	KUNIT_EXPECT_EQ(test, show ? show(&m, pfn) : page_owner_show(&m), 0);
	text[min_t(size_t, m.count, 65535)] = '\0';
	return text;
}

static void pages_are_grouped_by_who_has_them(struct kunit *test)
{
	unsigned int lines = 0;
	struct page *page;
	const char *at;
	char head[60];
	int n, last = INT_MAX;

	KUNIT_ASSERT_NOT_NULL(test, text = vmalloc(65536));
	page = alloc_here(7);
	KUNIT_ASSERT_NOT_NULL(test, page);
	at = view(test, NULL, 0);
	snprintf(head, sizeof(head), "(%s:%u)\n", __FILE__, alloc_line);
	at = strstr(at, head);
	KUNIT_ASSERT_NOT_NULL(test, at);
	at = strstr(at, "nr_base_pages: ");
	KUNIT_ASSERT_NOT_NULL(test, at);
	KUNIT_EXPECT_EQ(test, sscanf(at, "nr_base_pages: %d", &n), 1);
	KUNIT_EXPECT_EQ(test, n, 128);
	for (at = text; (at = strstr(at, "nr_base_pages: ")); at++, lines++, last = n) {
		KUNIT_EXPECT_EQ(test, sscanf(at, "nr_base_pages: %d", &n), 1);
		KUNIT_EXPECT_LE(test, n, last);
	}
	KUNIT_EXPECT_GT(test, lines, 3U);
	free_here(page, 7);
	KUNIT_EXPECT_NULL(test, strstr(view(test, NULL, 0), head));
	vfree(text);
}

static void one_page_is_shown_as_in_proc(struct kunit *test)
{
	struct page *page = alloc_here(1);
	char wanted[120];

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_NOT_NULL(test, text = vmalloc(65536));
	view(test, page_owner_show_page, page_to_pfn(page));
	snprintf(wanted, sizeof(wanted),
		 "Page allocated via order 1, mask %#x(GFP_KERNEL), pid %d, tgid %d (%s), ts ",
		 GFP_KERNEL, current->pid, current->pid, current->comm);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, wanted));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, " alloc_here+0x"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, ", allocated\n"));
	free_here(page, 1);
	KUNIT_EXPECT_NOT_NULL(test, strstr(view(test, page_owner_show_page, page_to_pfn(page)),
					   " free_here+0x"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(view(test, page_owner_show_page, 0),
					   "page_owner info is not present"));
	vfree(text);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_page_in_use_names_who_allocated_it),
	KUNIT_CASE(a_free_page_names_who_freed_it_too),
	KUNIT_CASE(each_page_of_a_block_has_the_owner),
	KUNIT_CASE(a_bad_free_is_reported_with_the_owners),
	KUNIT_CASE(an_interrupts_page_has_the_handlers_stack),
	KUNIT_CASE(pages_are_grouped_by_who_has_them),
	KUNIT_CASE(one_page_is_shown_as_in_proc),
	{},
};

static struct kunit_suite suite = { .name = "page_owner", .test_cases = cases };
kunit_test_suite(suite);
#endif
