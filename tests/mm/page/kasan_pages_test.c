// SPDX-License-Identifier: MIT
/* Tests of KASAN's part in mm/page and mm/vmalloc. Only a SAN=addr build has it. */
#ifdef CONFIG_KASAN
#include <kunit/test.h>
#include <linux/kasan.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "tests/support/reports.h"

static bool shot;
static unsigned int access_line;

static int init(struct kunit *test)
{
	shot = kasan_save_enable_multi_shot();
	return 0;
}

static void finish(struct kunit *test)
{
	kasan_restore_multi_shot(shot);
}

static noinline void write_byte(char *p)
{
	/* clang-format off */
	access_line = __LINE__; WRITE_ONCE(*p, 1);
	/* clang-format on */
	barrier();
}

#define EXPECT_KASAN(test, mark, kind)                                                             \
	do {                                                                                       \
		EXPECT_REPORTS(test, mark, 1, "BUG: KASAN: " kind " in write_byte+");              \
		EXPECT_PLACE(test, mark, access_line);                                             \
	} while (0)

static void pages_can_be_used_until_they_are_freed(struct kunit *test)
{
	for (unsigned int order = 0; order < 4; order++) {
		char *p = (void *)__get_free_pages(GFP_KERNEL, order);
		struct reports mark = mark_reports();

		KUNIT_ASSERT_NOT_NULL(test, p);
		memset(p, 1, PAGE_SIZE << order);
		free_pages((unsigned long)p, order);
		EXPECT_SILENCE(test, mark);
		if (debug_pagealloc_enabled())
			continue;
		write_byte(p + (PAGE_SIZE << order) - 1);
		EXPECT_KASAN(test, mark, "use-after-free");
		KUNIT_EXPECT_TRUE(test,
				  log_contains(mark.log,
					       "page dumped because: kasan: bad access detected"));
	}
}

static void what_was_split_is_freed_by_itself(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, 1);
	struct reports mark = mark_reports();
	char *p;

	KUNIT_ASSERT_NOT_NULL(test, page);
	p = lowmem_page_address(page);
	split_page(page, 1);
	__free_page(page + 1);
	write_byte(p + PAGE_SIZE - 1);
	EXPECT_SILENCE(test, mark);
	if (!debug_pagealloc_enabled()) {
		write_byte(p + PAGE_SIZE);
		EXPECT_KASAN(test, mark, "use-after-free");
	}
	__free_page(page);
}

static void an_area_ends_at_its_size(struct kunit *test)
{
	char *p = vmalloc(5000);
	struct reports mark = mark_reports();

	KUNIT_ASSERT_NOT_NULL(test, p);
	memset(p, 1, 5000);
	write_byte(p + 4999);
	EXPECT_SILENCE(test, mark);
	write_byte(p + 5000);
	EXPECT_KASAN(test, mark, "vmalloc-out-of-bounds");
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log,
					     "The buggy address belongs to the vmalloc window:"));
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, "an_area_ends_at_its_size+"));
	vfree(p);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(pages_can_be_used_until_they_are_freed),
	KUNIT_CASE(what_was_split_is_freed_by_itself),
	KUNIT_CASE(an_area_ends_at_its_size),
	{},
};

static struct kunit_suite suite = { .name = "kasan_pages",
				    .init = init,
				    .exit = finish,
				    .test_cases = cases };
kunit_test_suite(suite);
#endif
