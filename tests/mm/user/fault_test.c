// SPDX-License-Identifier: MIT
/* Faults that are not served at the first try (mm/user/fault.c): the stack grows, or not; the kernel's faults. */
#include <linux/kernel.h>
#include <linux/uaccess.h>

#include "tests/support/user_mm.h"

static void limit_stack(unsigned long value)
{
	set_limit(RLIMIT_STACK, value);
}

static struct vm_area_struct *stack(void)
{
	return current->mm->mmap_last;
}

static void the_stack_grows_where_it_is_touched(struct kunit *test)
{
	unsigned long below;

	limit_stack(8 << 20);
	KUNIT_ASSERT_EQ(test, setup_arg_pages(STACK_TOP, 100, false), 0);
	KUNIT_EXPECT_EQ(test, stack()->vm_end, STACK_TOP);
	KUNIT_EXPECT_EQ(test, stack()->vm_end - stack()->vm_start, PAGES(32));
	below = stack()->vm_start - PAGES(100) - 4;
	KUNIT_EXPECT_EQ(test, write_user(below, 1), 0);
	KUNIT_EXPECT_EQ(test, stack()->vm_start, below & PAGE_MASK);
	KUNIT_EXPECT_EQ(test, current->mm->stack_vm, 32UL + 101);
	KUNIT_EXPECT_EQ(test, current->mm->rss[MM_ANONPAGES], 1L);
	KUNIT_EXPECT_EQ(test, current->mm->map_count, 1);
}

static void it_grows_up_to_its_limit(struct kunit *test)
{
	limit_stack(1 << 20);
	KUNIT_ASSERT_EQ(test, setup_arg_pages(STACK_TOP, 100, false), 0);
	KUNIT_EXPECT_EQ(test, write_user(STACK_TOP - (1 << 20) - 4, 1), -EFAULT);
	KUNIT_EXPECT_EQ(test, write_user(STACK_TOP - (1 << 20), 1), 0);
	KUNIT_EXPECT_EQ(test, write_user(STACK_TOP - (1 << 20) - 4, 1), -EFAULT);
}

static void it_grows_down_to_the_lowest_address_that_may_be_mapped(struct kunit *test)
{
	unsigned long at = mmap_min_addr + PAGES(3);

	KUNIT_ASSERT_EQ(test, vm_mmap(NULL, at, PAGES(1), RW, ANON | MAP_FIXED | MAP_GROWSDOWN, 0),
			at);
	KUNIT_EXPECT_EQ(test, write_user(mmap_min_addr - 4, 1), -EFAULT);
	KUNIT_EXPECT_EQ(test, write_user(mmap_min_addr, 1), 0);
	KUNIT_EXPECT_EQ(test, stack()->vm_start, mmap_min_addr);
	KUNIT_EXPECT_EQ(test, write_user(mmap_min_addr - 4, 1), -EFAULT);
}

static void a_gap_is_kept_below_it(struct kunit *test)
{
	unsigned long other;

	KUNIT_ASSERT_EQ(test, setup_arg_pages(STACK_TOP, 100, false), 0);
	other = stack()->vm_start - PAGES(300);
	KUNIT_EXPECT_EQ(test, map_anon_at(other, PAGES(1), RW), other);
	KUNIT_EXPECT_EQ(test, write_user(other + PAGES(257), 1), 0);
	KUNIT_EXPECT_EQ(test, write_user(other + PAGES(256), 1), -EFAULT);
	/* An area that nothing may access may lie as near as it likes. */
	do_syscall(mprotect, other, PAGES(1), PROT_NONE);
	KUNIT_EXPECT_EQ(test, write_user(other + PAGES(256), 1), 0);
	KUNIT_EXPECT_EQ(test, write_user(other + PAGES(1), 1), 0);
	KUNIT_EXPECT_EQ(test, write_user(other, 1), -EFAULT);
}

static void mappings_stay_out_of_the_gap(struct kunit *test)
{
	unsigned long at = FIXED_AT + PAGES(1000), hint = at - PAGES(100);

	KUNIT_EXPECT_EQ(test, vm_mmap(NULL, at, PAGES(1), RW, ANON | MAP_FIXED | MAP_GROWSDOWN, 0),
			at);
	KUNIT_EXPECT_NE(test, vm_mmap(NULL, hint, PAGES(1), RW, ANON, 0), hint);
	hint = at - PAGES(257);
	KUNIT_EXPECT_EQ(test, vm_mmap(NULL, hint, PAGES(1), RW, ANON, 0), hint);
	KUNIT_EXPECT_EQ(test, write_user(at - 4, 1), -EFAULT); /* no way down any more */
}

static void only_areas_that_grow_down_grow(struct kunit *test)
{
	map_anon_at(FIXED_AT, PAGES(1), RW);
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT - 4, 1), -EFAULT);
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT + PAGES(1), 1), -EFAULT);
	KUNIT_EXPECT_EQ(test, write_user(0, 1), -EFAULT);
	KUNIT_EXPECT_EQ(test, write_user(TASK_SIZE - 4, 1), -EFAULT);
}

static void with_page_faults_off_nothing_is_brought_in(struct kunit *test)
{
	u32 value = 1;

	map_anon_at(FIXED_AT, PAGES(1), RW);
	KUNIT_EXPECT_EQ(test, copy_from_user_nofault(&value, (void __user *)FIXED_AT, 4), -EFAULT);
	KUNIT_EXPECT_EQ(test, user_pte(FIXED_AT), 0U);
	KUNIT_EXPECT_EQ(test, copy_from_user(&value, (void __user *)FIXED_AT, 4), 0UL);
	KUNIT_EXPECT_EQ(test, value, 0U);
	KUNIT_EXPECT_EQ(test, copy_from_user_nofault(&value, (void __user *)FIXED_AT, 4), 0L);
}

/* Every byte of a copy that ends in nothing: all before it were copied. */
static void a_copy_stops_exactly_where_memory_ends(struct kunit *test)
{
	static char buffer[64];

	map_anon_at(FIXED_AT, PAGES(1), RW);
	for (unsigned int n = 0; n <= sizeof(buffer); n++) {
		char __user *to = (char __user *)(FIXED_AT + PAGE_SIZE - n);

		KUNIT_ASSERT_EQ(test, copy_to_user(to, buffer, sizeof(buffer)),
				(unsigned long)sizeof(buffer) - n);
		KUNIT_ASSERT_EQ(test, copy_from_user(buffer, to, sizeof(buffer)),
				(unsigned long)sizeof(buffer) - n);
	}
}

static void min_flt_counts_what_was_served(struct kunit *test)
{
	limit_stack(8 << 20);
	test_limits.min_flt = 0;
	map_anon_at(FIXED_AT, PAGES(3), RW);
	write_user(FIXED_AT, 1);
	write_user(FIXED_AT, 2);
	write_user(FIXED_AT + PAGES(2), 2);
	KUNIT_EXPECT_EQ(test, test_limits.min_flt, 2UL);
}

/* Kernel code must not touch user memory without a place to land, also where it would work. */
static void a_plain_access_to_user_memory_is_an_oops(struct kunit *test)
{
	map_anon_at(FIXED_AT, PAGES(1), RW);
	*(volatile u32 *)FIXED_AT = 1;
	KUNIT_FAIL(test, "it went through");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(the_stack_grows_where_it_is_touched),
	KUNIT_CASE(it_grows_up_to_its_limit),
	KUNIT_CASE(it_grows_down_to_the_lowest_address_that_may_be_mapped),
	KUNIT_CASE(a_gap_is_kept_below_it),
	KUNIT_CASE(mappings_stay_out_of_the_gap),
	KUNIT_CASE(only_areas_that_grow_down_grow),
	KUNIT_CASE(with_page_faults_off_nothing_is_brought_in),
	KUNIT_CASE(a_copy_stops_exactly_where_memory_ends),
	KUNIT_CASE(min_flt_counts_what_was_served),
	KUNIT_CASE_PANIC(a_plain_access_to_user_memory_is_an_oops),
	{},
};

static struct kunit_suite suite = {
	.name = "fault",
	.init = use_fresh_mm,
	.exit = drop_mm,
	.test_cases = cases,
};
kunit_test_suite(suite);
