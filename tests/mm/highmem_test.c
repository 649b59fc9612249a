// SPDX-License-Identifier: MIT
/* Tests of mm/highmem.c. Those that need highmem are skipped on a machine without. */
#include <asm/extable.h>
#include <asm/fixmap.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/printk.h>

static struct page *pages[KM_MAX_IDX];

/* Allocates @n highmem pages, or skips the test. They are freed after it. */
static void get_highmem(struct kunit *test, unsigned int n)
{
	if (max_pfn == max_low_pfn)
		kunit_skip(test, "no highmem");
	for (unsigned int i = 0; i < n; i++) {
		pages[i] = alloc_page(GFP_HIGHUSER);
		KUNIT_ASSERT_NOT_NULL(test, pages[i]);
		KUNIT_ASSERT_TRUE(test, PageHighMem(pages[i]));
	}
}

static void free_all(struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++) {
		if (pages[i])
			__free_page(pages[i]);
		pages[i] = NULL;
	}
}

static bool is_mapped(const void *addr)
{
	unsigned long value;

	return !peek_kernel(addr, &value);
}

/* Lowmem */

static void a_lowmem_page_is_at_its_linear_address(struct kunit *test)
{
	void *addr;

	pages[0] = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pages[0]);
	addr = kmap_atomic(pages[0]);
	KUNIT_EXPECT_PTR_EQ(test, addr, __va(page_to_pfn(pages[0]) << PAGE_SHIFT));
	KUNIT_EXPECT_PTR_EQ(test, addr, page_address(pages[0]));
	kunmap_atomic(addr);
	KUNIT_EXPECT_TRUE(test, is_mapped(addr));
}

/* Windows */

static void a_highmem_page_has_no_address(struct kunit *test)
{
	get_highmem(test, 1);
	KUNIT_EXPECT_NULL(test, page_address(pages[0]));
}

static void a_window_closes(struct kunit *test)
{
	void *addr;

	get_highmem(test, 1);
	addr = kmap_atomic(pages[0]);
	KUNIT_EXPECT_TRUE(test, is_mapped(addr));
	kunmap_atomic(addr);
	KUNIT_EXPECT_FALSE(test, is_mapped(addr));
}

static void two_windows_show_the_same_page(struct kunit *test)
{
	u32 *one, *two;

	get_highmem(test, 1);
	one = kmap_atomic(pages[0]);
	two = kmap_atomic(pages[0]);
	KUNIT_EXPECT_PTR_NE(test, one, two);
	for (unsigned int i = 0; i < PAGE_SIZE / 4; i++)
		one[i] = i * 2654435761U;
	KUNIT_EXPECT_EQ(test, memcmp(one, two, PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, two[1000], 1000 * 2654435761U);
	kunmap_atomic(two);
	kunmap_atomic(one);
}

static void contents_stay_when_the_window_is_reused(struct kunit *test)
{
	u32 *addr;

	get_highmem(test, 2);
	for (u32 i = 0; i < 2; i++) {
		addr = kmap_atomic(pages[i]);
		*addr = i + 1;
		kunmap_atomic(addr);
	}
	for (u32 i = 0; i < 2; i++) {
		addr = kmap_atomic(pages[i]);
		KUNIT_EXPECT_EQ(test, *addr, i + 1);
		kunmap_atomic(addr);
	}
}

static void windows_nest(struct kunit *test)
{
	void *addr[KM_MAX_IDX];

	get_highmem(test, KM_MAX_IDX);
	for (unsigned int i = 0; i < KM_MAX_IDX; i++) {
		addr[i] = kmap_atomic(pages[i]);
		*(u32 *)addr[i] = i;
	}
	for (unsigned int i = 0; i < KM_MAX_IDX; i++)
		KUNIT_EXPECT_EQ(test, *(u32 *)addr[i], i);
	for (unsigned int i = KM_MAX_IDX; i-- > 0;)
		kunmap_atomic(addr[i]);
}

static void the_last_one_opened_is_reused_first(struct kunit *test)
{
	void *outer, *inner, *again;

	get_highmem(test, 1);
	outer = kmap_atomic(pages[0]);
	inner = kmap_atomic(pages[0]);
	kunmap_atomic(inner);
	again = kmap_atomic(pages[0]);
	KUNIT_EXPECT_PTR_EQ(test, again, inner);
	kunmap_atomic(again);
	KUNIT_EXPECT_TRUE(test, is_mapped(outer));
	kunmap_atomic(outer);
}

static void unmapping_the_wrong_one_is_reported(struct kunit *test)
{
	u32 log = log_position();
	void *outer, *inner;

	get_highmem(test, 1);
	outer = kmap_atomic(pages[0]);
	inner = kmap_atomic(pages[0]);
	kunmap_atomic(outer);
	KUNIT_EXPECT_TRUE(test, log_contains(log, "is not the last one mapped"));
	kunmap_atomic(inner);
}

/* No sleeping in between, whatever the page: code is written for both kinds. */
static void a_mapping_is_atomic(struct kunit *test)
{
	unsigned int before = preempt_count();
	void *addr;

	pages[0] = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pages[0]);
	addr = kmap_atomic(pages[0]);
	KUNIT_EXPECT_EQ(test, preempt_count(), before + 1);
	kunmap_atomic(addr);
	KUNIT_EXPECT_EQ(test, preempt_count(), before);
}

/* Whole pages */

static void clear_highpage_clears_all_of_it(struct kunit *test)
{
	char *addr;

	get_highmem(test, 1);
	addr = kmap_atomic(pages[0]);
	memset(addr, 0x55, PAGE_SIZE);
	kunmap_atomic(addr);
	clear_highpage(pages[0]);
	addr = kmap_atomic(pages[0]);
	KUNIT_EXPECT_NULL(test, memchr_inv(addr, 0, PAGE_SIZE));
	kunmap_atomic(addr);
}

static void copy_highpage_copies_all_of_it(struct kunit *test)
{
	char *from, *to;

	get_highmem(test, 2);
	from = kmap_atomic(pages[0]);
	for (unsigned int i = 0; i < PAGE_SIZE; i++)
		from[i] = i * 7 + i / 256;
	kunmap_atomic(from);
	copy_highpage(pages[1], pages[0]);
	from = kmap_atomic(pages[0]);
	to = kmap_atomic(pages[1]);
	KUNIT_EXPECT_EQ(test, memcmp(from, to, PAGE_SIZE), 0);
	kunmap_atomic(to);
	kunmap_atomic(from);
}

static struct kunit_case cases[] = { KUNIT_CASE(a_lowmem_page_is_at_its_linear_address),
				     KUNIT_CASE(a_highmem_page_has_no_address),
				     KUNIT_CASE(a_window_closes),
				     KUNIT_CASE(two_windows_show_the_same_page),
				     KUNIT_CASE(contents_stay_when_the_window_is_reused),
				     KUNIT_CASE(windows_nest),
				     KUNIT_CASE(the_last_one_opened_is_reused_first),
				     KUNIT_CASE(unmapping_the_wrong_one_is_reported),
				     KUNIT_CASE(a_mapping_is_atomic),
				     KUNIT_CASE(clear_highpage_clears_all_of_it),
				     KUNIT_CASE(copy_highpage_copies_all_of_it),
				     {} };

static struct kunit_suite highmem_suite = {
	.name = "highmem",
	.exit = free_all,
	.test_cases = cases,
};
kunit_test_suite(highmem_suite);
