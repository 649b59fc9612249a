// SPDX-License-Identifier: MIT
/* mprotect (mm/user/mprotect.c): rights given and taken, splits and merges, each errno. */
#include <linux/kernel.h>

#include "tests/support/user_mm.h"

static long mprotect(unsigned long addr, unsigned long len, unsigned long prot)
{
	return do_syscall(mprotect, addr, len, prot);
}

static void a_right_taken_away_is_gone_at_once(struct kunit *test)
{
	map_anon_at(FIXED_AT, PAGES(3), RW);
	for (int i = 0; i < 3; i++)
		write_user(FIXED_AT + PAGES(i), i);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT + PAGES(1), PAGES(1), PROT_READ), 0L);
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT, 9), 0);
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT + PAGES(1), 9), -EFAULT);
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT + PAGES(2), 9), 0);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT + PAGES(1)), 1UL);
}

static void a_right_given_back_merges_the_areas(struct kunit *test)
{
	struct mm_struct *mm = current->mm;

	map_anon_at(FIXED_AT, PAGES(3), RW);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT + PAGES(1), PAGES(1), PROT_READ), 0L);
	KUNIT_EXPECT_EQ(test, mm->map_count, 3);
	KUNIT_EXPECT_EQ(test, mm->data_vm, 2UL);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT + PAGES(1), PAGES(1), RW), 0L);
	KUNIT_EXPECT_EQ(test, mm->map_count, 1);
	KUNIT_EXPECT_EQ(test, mm->data_vm, 3UL);
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT + PAGES(1), 9), 0);
}

static void one_call_may_change_many_areas(struct kunit *test)
{
	for (int i = 0; i < 6; i++)
		map_anon_at(FIXED_AT + PAGES(i), PAGES(1), i & 1 ? RW : PROT_READ);
	KUNIT_EXPECT_EQ(test, current->mm->map_count, 6);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT, PAGES(6), PROT_NONE), 0L);
	KUNIT_EXPECT_EQ(test, current->mm->map_count, 1);
}

static void a_hole_ends_it_and_what_was_before_is_done(struct kunit *test)
{
	map_anon_at(FIXED_AT, PAGES(1), RW);
	map_anon_at(FIXED_AT + PAGES(2), PAGES(1), RW);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT, PAGES(3), PROT_READ), -ENOMEM);
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT, 1), -EFAULT);
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT + PAGES(2), 1), 0);
}

static void a_shared_page_becomes_writable_without_a_copy(struct kunit *test)
{
	unsigned long addr = vm_mmap(NULL, 0, PAGES(1), PROT_READ, MAP_SHARED | MAP_ANONYMOUS, 0);
	unsigned long pfn;

	user_word(test, addr);
	pfn = user_pfn(addr);
	KUNIT_EXPECT_EQ(test, mprotect(addr, PAGES(1), RW), 0L);
	KUNIT_EXPECT_EQ(test, write_user(addr, 1), 0);
	KUNIT_EXPECT_EQ(test, user_pfn(addr), pfn);
}

static void a_page_shared_by_fork_stays_protected(struct kunit *test)
{
	struct mm_struct *child;
	unsigned long pfn;

	map_anon_at(FIXED_AT, PAGES(1), RW);
	write_user(FIXED_AT, 1);
	pfn = user_pfn(FIXED_AT);
	child = dup_mm(current->mm);
	KUNIT_ASSERT_NOT_NULL(test, child);
	mprotect(FIXED_AT, PAGES(1), PROT_READ);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT, PAGES(1), RW), 0L);
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT, 2), 0);
	KUNIT_EXPECT_NE(test, user_pfn(FIXED_AT), pfn); /* copied */
	mmput(child);
}

static void locked_memory_that_becomes_writable_is_there_at_once(struct kunit *test)
{
	vm_mmap(NULL, FIXED_AT, PAGES(4), PROT_READ, ANON | MAP_FIXED | MAP_LOCKED, 0);
	KUNIT_EXPECT_EQ(test, current->mm->rss[MM_ANONPAGES], 0L);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT + PAGES(1), PAGES(2), RW), 0L);
	KUNIT_EXPECT_EQ(test, current->mm->rss[MM_ANONPAGES], 2L);
}

static void growsdown_begins_where_the_area_does(struct kunit *test)
{
	vm_mmap(NULL, FIXED_AT, PAGES(4), RW, ANON | MAP_FIXED | MAP_GROWSDOWN, 0);
	for (int i = 0; i < 4; i++)
		write_user(FIXED_AT + PAGES(i), i);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT + PAGES(2), PAGES(1), PROT_READ | PROT_GROWSDOWN),
			0L);
	for (int i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, write_user(FIXED_AT + PAGES(i), 9), i < 3 ? -EFAULT : 0);
	/* From below the area, too, where it reaches into it; not where it ends there. */
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT - PAGES(1), PAGES(2), RW | PROT_GROWSDOWN), 0L);
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT, 9), 0);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT - PAGES(1), PAGES(1), RW | PROT_GROWSDOWN),
			-ENOMEM);
}

static void each_bad_argument_has_its_errno(struct kunit *test)
{
	map_anon_at(FIXED_AT, PAGES(2), RW);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT + 1, PAGES(1), RW), -EINVAL);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT, PAGES(1), 0x10), -EINVAL);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT, PAGES(1), RW | PROT_GROWSUP), -EINVAL);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT, PAGES(1), RW | PROT_GROWSDOWN), -EINVAL);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT, PAGES(1), RW | PROT_GROWSDOWN | PROT_GROWSUP),
			-EINVAL);
	/* A length of 0 is looked at before the rights, and after the alignment and two ways to grow. */
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT, 0, 0), 0L);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT, 0, RW | PROT_GROWSUP), 0L);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT, 0, RW | PROT_GROWSDOWN), 0L);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT, 0, 0x10), 0L);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT, 0, RW | PROT_GROWSDOWN | PROT_GROWSUP), -EINVAL);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT + 1, 0, RW), -EINVAL);
	/* No area grows up; that there is one is looked at first. */
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT, PAGES(3), RW | PROT_GROWSUP), -EINVAL);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT - PAGES(1), PAGES(1), RW | PROT_GROWSUP), -ENOMEM);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT + PAGES(4), PAGES(1), RW | PROT_GROWSUP), -ENOMEM);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT, -1UL, RW | PROT_GROWSUP), -ENOMEM);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT, PAGES(1), 0x10 | PROT_GROWSUP), -EINVAL);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT, -1UL, RW), -ENOMEM);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT, -PAGES(1), RW), -ENOMEM);
	KUNIT_EXPECT_EQ(test, mprotect(FIXED_AT + PAGES(4), PAGES(1), RW), -ENOMEM);
	KUNIT_EXPECT_EQ(test, mprotect(0, PAGES(1), RW), -ENOMEM);
	KUNIT_EXPECT_EQ(test, mprotect(TASK_SIZE, PAGES(1), RW), -ENOMEM);
	KUNIT_EXPECT_EQ(test, current->mm->map_count, 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_right_taken_away_is_gone_at_once),
	KUNIT_CASE(a_right_given_back_merges_the_areas),
	KUNIT_CASE(one_call_may_change_many_areas),
	KUNIT_CASE(a_hole_ends_it_and_what_was_before_is_done),
	KUNIT_CASE(a_shared_page_becomes_writable_without_a_copy),
	KUNIT_CASE(a_page_shared_by_fork_stays_protected),
	KUNIT_CASE(locked_memory_that_becomes_writable_is_there_at_once),
	KUNIT_CASE(growsdown_begins_where_the_area_does),
	KUNIT_CASE(each_bad_argument_has_its_errno),
	{},
};

static struct kunit_suite suite = {
	.name = "mprotect",
	.init = use_fresh_mm,
	.exit = drop_mm,
	.test_cases = cases,
};
kunit_test_suite(suite);
