// SPDX-License-Identifier: MIT
/* Tests of mm/vmalloc/vmap_area.c whose list of areas is written over. In a DEBUG=1 build only. */
#ifdef CONFIG_DEBUG_LIST
#include <k896/check.h>
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/vmalloc.h>

#include "mm/vmalloc/vmap_area.h"
#include "tests/support/reports.h"

#define SIZE (40 * PAGE_SIZE) /* too large for a spare: it is unlinked when it is freed */

static void expect_mended(struct kunit *test, struct reports before, const char *report)
{
	EXPECT_REPORTS(test, before, 1, report);
	KUNIT_EXPECT_EQ(test, log_count(before.log, "vmap areas: their list is made anew"), 1U);
	KUNIT_EXPECT_EQ(test, vmalloc_check(), 0);
}

static void a_list_that_was_written_over_is_mended_when_an_area_goes(struct kunit *test)
{
	void *p = vmalloc(SIZE);
	struct reports before;

	KUNIT_ASSERT_NOT_NULL(test, p);
	vmalloc_purge();
	before = mark_reports();
	to_vmap_area(find_vm_area(p))->list =
		(struct list_head){ (void *)0x41414141, (void *)0x42424242 };
	vfree(p);
	vmalloc_purge();
	expect_mended(test, before, "list_del corruption. prev->next should be ");
}

/* A new one that is linked right behind the damaged one: at its end is the lowest room for a page that is there now. */
static void a_list_that_was_written_over_is_mended_when_an_area_comes(struct kunit *test)
{
	struct vmap_area *area, *last;
	struct reports before;
	void *p[2];

	vmalloc_purge();
	p[0] = vmalloc(SIZE);
	p[1] = vmalloc(SIZE);
	KUNIT_ASSERT_NOT_NULL(test, p[0]);
	KUNIT_ASSERT_NOT_NULL(test, p[1]);
	area = alloc_vmap_area(SIZE, PAGE_SIZE, VM_MAP, NULL, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, area);
	last = list_prev_entry(area, list);
	free_vmap_area(area);
	before = mark_reports();
	last->list = (struct list_head){ (void *)0x41414141, (void *)0x42424242 };
	area = alloc_vmap_area(SIZE, PAGE_SIZE, VM_MAP, NULL, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, area);
	expect_mended(test, before, "list corruption. next->prev should be ");
	KUNIT_EXPECT_PTR_EQ(test, list_prev_entry(area, list), last);
	free_vmap_area(area);
	vfree(p[1]);
	vfree(p[0]);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_list_that_was_written_over_is_mended_when_an_area_goes),
	KUNIT_CASE(a_list_that_was_written_over_is_mended_when_an_area_comes),
	{},
};

static struct kunit_suite suite = { .name = "vmap_mend", .test_cases = cases };
kunit_test_suite(suite);
#endif
