// SPDX-License-Identifier: MIT
/* mmap, munmap, brk: mm/mmap.c. */
#include "user_mm.h"

static void anonymous_memory_reads_as_zeroes(struct kunit *test)
{
	unsigned long addr = vm_mmap(NULL, 0, PAGES(3), RW, ANON, 0);

	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(addr));
	KUNIT_EXPECT_EQ(test, user_word(test, addr + PAGES(1)), 0UL);
	KUNIT_EXPECT_EQ(test, user_pfn(addr + PAGES(1)), page_to_pfn(zero_page));
	KUNIT_EXPECT_EQ(test, write_user(addr + PAGES(1), 42), 0);
	KUNIT_EXPECT_EQ(test, user_word(test, addr + PAGES(1)), 42UL);
	KUNIT_EXPECT_EQ(test, write_user(addr, 43), 0);
	KUNIT_EXPECT_EQ(test, current->mm->rss[MM_ANONPAGES], 2L);
	KUNIT_EXPECT_EQ(test, vm_munmap(addr, PAGES(3)), 0);
	KUNIT_EXPECT_EQ(test, write_user(addr, 43), -EFAULT);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(anonymous_memory_reads_as_zeroes),
	{},
};

static struct kunit_suite suite = {
	.name = "mmap",
	.init = use_fresh_mm,
	.exit = drop_mm,
	.test_cases = cases,
};
kunit_test_suite(suite);
