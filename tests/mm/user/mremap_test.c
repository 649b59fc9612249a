// SPDX-License-Identifier: MIT
/* mremap (mm/user/mremap.c): in place, elsewhere, each errno; pages move and are not copied. */
#include <k896/check.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>

#include "tests/support/user_mm.h"

static long mremap(unsigned long addr, unsigned long old_len, unsigned long new_len,
		   unsigned long flags, unsigned long new_addr)
{
	return do_syscall(mremap, addr, old_len, new_len, flags, new_addr);
}

/* Pages with their number in them. */
static void map_numbered(unsigned long addr, int pages)
{
	map_anon_at(addr, PAGES(pages), RW);
	for (int i = 0; i < pages; i++)
		write_user(addr + PAGES(i), i + 1);
}

static void it_grows_in_place_where_there_is_room(struct kunit *test)
{
	map_numbered(FIXED_AT, 2);
	KUNIT_EXPECT_EQ(test, mremap(FIXED_AT, PAGES(2), PAGES(5), 0, 0), (long)FIXED_AT);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT + PAGES(1)), 2UL);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT + PAGES(4)), 0UL);
	KUNIT_EXPECT_EQ(test, current->mm->map_count, 1);
	KUNIT_EXPECT_EQ(test, current->mm->total_vm, 5UL);
}

static void it_shrinks_and_gives_the_pages_back(struct kunit *test)
{
	map_numbered(FIXED_AT, 5);
	KUNIT_EXPECT_EQ(test, mremap(FIXED_AT, PAGES(5), PAGES(2), 0, 0), (long)FIXED_AT);
	KUNIT_EXPECT_EQ(test, current->mm->rss[MM_ANONPAGES], 2L);
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT + PAGES(2), 1), -EFAULT);
}

static void it_moves_frames_and_copies_nothing(struct kunit *test)
{
	unsigned long frames[3], to;

	map_numbered(FIXED_AT, 3);
	map_anon_at(FIXED_AT + PAGES(3), PAGES(1), PROT_READ); /* in the way */
	for (int i = 0; i < 3; i++)
		frames[i] = user_pfn(FIXED_AT + PAGES(i));
	KUNIT_EXPECT_EQ(test, mremap(FIXED_AT, PAGES(3), PAGES(6), 0, 0), -ENOMEM);
	to = mremap(FIXED_AT, PAGES(3), PAGES(6), MREMAP_MAYMOVE, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(to));
	for (int i = 0; i < 3; i++) {
		KUNIT_EXPECT_EQ(test, user_pfn(to + PAGES(i)), frames[i]);
		KUNIT_EXPECT_EQ(test, user_word(test, to + PAGES(i)), i + 1UL);
	}
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT, 1), -EFAULT);
	KUNIT_EXPECT_EQ(test, current->mm->total_vm, 7UL);
}

static void fixed_moves_to_where_it_is_told(struct kunit *test)
{
	unsigned long to = FIXED_AT + PMD_SIZE - PAGES(1); /* over a border of page tables */

	map_numbered(FIXED_AT, 4);
	map_anon_at(to, PAGES(8), RW); /* is replaced, as far as it goes */
	KUNIT_EXPECT_EQ(test,
			mremap(FIXED_AT + PAGES(1), PAGES(3), PAGES(2),
			       MREMAP_MAYMOVE | MREMAP_FIXED, to),
			(long)to);
	KUNIT_EXPECT_EQ(test, user_word(test, to), 2UL);
	KUNIT_EXPECT_EQ(test, user_word(test, to + PAGES(1)), 3UL);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT), 1UL);
	KUNIT_EXPECT_EQ(test, current->mm->total_vm, 1UL + 8);
}

static void dontunmap_leaves_an_empty_area_behind(struct kunit *test)
{
	unsigned long to;

	map_numbered(FIXED_AT, 2);
	to = mremap(FIXED_AT, PAGES(2), PAGES(2), MREMAP_MAYMOVE | MREMAP_DONTUNMAP, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(to));
	KUNIT_EXPECT_EQ(test, user_word(test, to), 1UL);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT), 0UL);
}

static void an_old_length_of_zero_maps_shared_memory_again(struct kunit *test)
{
	unsigned long addr = vm_mmap(NULL, 0, PAGES(2), RW, MAP_SHARED | MAP_ANONYMOUS, 0), to;

	write_user(addr, 5);
	to = mremap(addr, 0, PAGES(2), MREMAP_MAYMOVE, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(to));
	KUNIT_EXPECT_EQ(test, user_word(test, to), 5UL);
	write_user(to, 6);
	KUNIT_EXPECT_EQ(test, user_word(test, addr), 6UL);
}

static void a_move_that_fails_changes_nothing(struct kunit *test)
{
	map_numbered(FIXED_AT, 3);
	map_anon_at(FIXED_AT + PAGES(3), PAGES(1), PROT_READ);
	sysctl_max_map_count = 3;
	KUNIT_EXPECT_EQ(test, mremap(FIXED_AT, PAGES(1), PAGES(9), MREMAP_MAYMOVE, 0), -ENOMEM);
	sysctl_max_map_count = DEFAULT_MAX_MAP_COUNT;
	KUNIT_EXPECT_EQ(test, current->mm->map_count, 2);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT + PAGES(2)), 3UL);
}

/* Neighbours on both sides are alike, so that unmapping a new area there again would have to split one. */
static void a_move_without_page_tables_changes_nothing(struct kunit *test)
{
	unsigned long from = FIXED_AT, to = FIXED_AT + 4 * PMD_SIZE, tables;
	int areas;

	map_anon_at(from, PMD_SIZE, RW);
	write_user(from, 1);
	map_anon_at(to - PAGES(1), PAGES(1), RW);
	map_anon_at(to + PMD_SIZE, PAGES(1), RW);
	areas = current->mm->map_count;
	tables = current->mm->nr_ptes;
	drain_all(); /* spare page tables, too */
	fail_nth_page_alloc(1);
	fail_nth_slab_alloc(1); /* if it asks */
	KUNIT_EXPECT_EQ(test, mremap(from, PMD_SIZE, PMD_SIZE, MREMAP_MAYMOVE | MREMAP_FIXED, to),
			-ENOMEM);
	KUNIT_EXPECT_TRUE(test, fail_nth_page_alloc_done());
	KUNIT_EXPECT_REPORTS(test, 1);
	fail_nth_page_alloc(0);
	fail_nth_slab_alloc(0);
	KUNIT_EXPECT_EQ(test, current->mm->map_count, areas);
	KUNIT_EXPECT_EQ(test, current->mm->nr_ptes, tables);
	KUNIT_EXPECT_EQ(test, write_user(to, 1), -EFAULT);
	KUNIT_EXPECT_EQ(test, user_word(test, from), 1UL);
	KUNIT_EXPECT_EQ(test, current->mm->total_vm, PMD_SIZE / PAGE_SIZE + 2);
}

/* The second of two tables, and then the new area: what has been made until then goes again. */
static void a_move_that_fails_later_changes_nothing(struct kunit *test)
{
	unsigned long to = FIXED_AT + 8 * PMD_SIZE - PAGES(1), tables;

	map_anon_at(FIXED_AT, PMD_SIZE, RW);
	write_user(FIXED_AT, 1);
	write_user(FIXED_AT + PMD_SIZE - PAGES(1), 2);
	tables = current->mm->nr_ptes;
	for (int slab = 0; slab < 2; slab++) {
		drain_all();
		if (slab)
			fail_nth_slab_alloc(1);
		else
			fail_nth_page_alloc(2);
		KUNIT_EXPECT_EQ(test,
				mremap(FIXED_AT, PMD_SIZE, PMD_SIZE, MREMAP_MAYMOVE | MREMAP_FIXED,
				       to),
				-ENOMEM);
		KUNIT_EXPECT_REPORTS(test, !slab);
		fail_nth_page_alloc(0);
		fail_nth_slab_alloc(0);
		KUNIT_EXPECT_EQ(test, current->mm->map_count, 1);
		KUNIT_EXPECT_EQ(test, current->mm->nr_ptes, tables);
		KUNIT_EXPECT_EQ(test, current->mm->total_vm, PMD_SIZE / PAGE_SIZE);
		KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT + PMD_SIZE - PAGES(1)), 2UL);
	}
}

/* Between a neighbour and itself: for a moment all three are one. */
static void a_move_may_fill_the_gap_before_itself(struct kunit *test)
{
	map_anon_at(FIXED_AT, PAGES(1), RW);
	map_numbered(FIXED_AT + PAGES(3), 2);
	KUNIT_EXPECT_EQ(test,
			mremap(FIXED_AT + PAGES(3), PAGES(2), PAGES(2),
			       MREMAP_MAYMOVE | MREMAP_FIXED, FIXED_AT + PAGES(1)),
			(long)(FIXED_AT + PAGES(1)));
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT + PAGES(1)), 1UL);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT + PAGES(2)), 2UL);
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT + PAGES(3), 1), -EFAULT);
	KUNIT_EXPECT_EQ(test, current->mm->map_count, 1);
	KUNIT_EXPECT_EQ(test, current->mm->total_vm, 3UL);
}

static void locked_memory_that_grows_is_there_at_once(struct kunit *test)
{
	struct mm_struct *mm = current->mm;
	unsigned long to;

	vm_mmap(NULL, FIXED_AT, PAGES(2), RW, ANON | MAP_FIXED | MAP_LOCKED, 0);
	KUNIT_EXPECT_EQ(test, mremap(FIXED_AT, PAGES(2), PAGES(5), 0, 0), (long)FIXED_AT);
	KUNIT_EXPECT_EQ(test, mm->rss[MM_ANONPAGES], 5L);
	map_anon_at(FIXED_AT + PAGES(5), PAGES(1), PROT_READ);
	to = mremap(FIXED_AT, PAGES(5), PAGES(7), MREMAP_MAYMOVE, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(to));
	KUNIT_EXPECT_EQ(test, mm->rss[MM_ANONPAGES], 7L);
	/* What stays behind is not locked any more. */
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(mremap(to, PAGES(7), PAGES(7),
						     MREMAP_MAYMOVE | MREMAP_DONTUNMAP, 0)));
	KUNIT_EXPECT_EQ(test, do_syscall(madvise, to, PAGES(7), MADV_DONTNEED), 0L);
}

static void dontunmap_needs_room_for_both(struct kunit *test)
{
	map_numbered(FIXED_AT, 3);
	set_limit(RLIMIT_AS, PAGES(6) - 1);
	KUNIT_EXPECT_EQ(test,
			mremap(FIXED_AT, PAGES(3), PAGES(3), MREMAP_MAYMOVE | MREMAP_DONTUNMAP, 0),
			-ENOMEM);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT), 1UL);
	/* A plain move needs room only for the one that there is afterwards. */
	KUNIT_EXPECT_EQ(test,
			mremap(FIXED_AT, PAGES(3), PAGES(3), MREMAP_MAYMOVE | MREMAP_FIXED,
			       FIXED_AT + PAGES(8)),
			(long)(FIXED_AT + PAGES(8)));
	set_limit(RLIMIT_AS, PAGES(6));
	KUNIT_EXPECT_FALSE(test, IS_ERR_VALUE(mremap(FIXED_AT + PAGES(8), PAGES(3), PAGES(3),
						     MREMAP_MAYMOVE | MREMAP_DONTUNMAP, 0)));
	KUNIT_EXPECT_EQ(test, current->mm->total_vm, 6UL);
}

static void expect_untouched(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mm_check(current->mm), 0);
	KUNIT_EXPECT_EQ(test, current->mm->map_count, 1);
	KUNIT_EXPECT_EQ(test, current->mm->total_vm, 5UL);
	for (int i = 0; i < 5; i++)
		KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT + PAGES(i)), i + 1UL);
}

/* Two splits, an area, a page table: whichever fails, all is as it was. */
static void without_memory_the_middle_stays_where_it_is(struct kunit *test)
{
	unsigned long to = FIXED_AT + 3 * PMD_SIZE, n;
	void (*const arm[])(unsigned long) = { fail_nth_slab_alloc, fail_nth_page_alloc };

	map_numbered(FIXED_AT, 5);
	for (unsigned int kind = 0; kind < ARRAY_SIZE(arm); kind++) {
		for (n = 1; n < 20; n++) {
			long ret;

			drain_all(); /* or what is kept for later hides an allocation */
			arm[kind](n);
			ret = mremap(FIXED_AT + PAGES(2), PAGES(1), PAGES(2),
				     MREMAP_MAYMOVE | MREMAP_FIXED, to);
			arm[kind](0);
			if (ret == (long)to)
				break;
			KUNIT_EXPECT_EQ(test, ret, -ENOMEM);
			KUNIT_EXPECT_REPORTS(test, kind); /* a page's failure is reported */
			expect_untouched(test);
		}
		KUNIT_EXPECT_EQ(test, n, kind ? 2UL : 4UL);
		KUNIT_EXPECT_EQ(test, user_word(test, to), 3UL);
		KUNIT_EXPECT_EQ(test,
				mremap(to, PAGES(2), PAGES(1), MREMAP_MAYMOVE | MREMAP_FIXED,
				       FIXED_AT + PAGES(2)),
				(long)(FIXED_AT + PAGES(2)));
		expect_untouched(test);
	}
}

static void each_bad_argument_has_its_errno(struct kunit *test)
{
	const unsigned long a = FIXED_AT, b = FIXED_AT + PAGES(16);
	const unsigned long both = MREMAP_MAYMOVE | MREMAP_FIXED;

	map_numbered(a, 2);
	KUNIT_EXPECT_EQ(test, mremap(a, PAGES(2), PAGES(2), 8, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, mremap(a, PAGES(2), PAGES(2), MREMAP_FIXED, b), -EINVAL);
	KUNIT_EXPECT_EQ(test, mremap(a, PAGES(2), PAGES(1), MREMAP_MAYMOVE | MREMAP_DONTUNMAP, 0),
			-EINVAL);
	/* lengths are compared as they are given, not as whole pages */
	KUNIT_EXPECT_EQ(test, mremap(a, 100, 200, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, mremap(a + 1, PAGES(2), PAGES(2), 0, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, mremap(b, PAGES(2), 0, 0, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, mremap(a, PAGES(2), 0, 0, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, mremap(a, 0, PAGES(1), MREMAP_MAYMOVE, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, mremap(b, PAGES(1), PAGES(2), MREMAP_MAYMOVE, 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, mremap(a, PAGES(3), PAGES(4), MREMAP_MAYMOVE, 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, mremap(a, PAGES(2), PAGES(2), both, b + 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, mremap(a, PAGES(2), PAGES(2), both, a + PAGES(1)), -EINVAL);
	KUNIT_EXPECT_EQ(test, mremap(a, PAGES(2), PAGES(2), both, TASK_SIZE - PAGES(1)), -EINVAL);
	KUNIT_EXPECT_EQ(test, mremap(a, PAGES(2), TASK_SIZE + PAGES(1), both, b), -EINVAL);
	KUNIT_EXPECT_EQ(test, mremap(a, PAGES(2), PAGES(2), both, PAGES(1)), -EPERM);
	KUNIT_EXPECT_EQ(test, mremap(a, PAGES(2), -PAGES(1), MREMAP_MAYMOVE, 0), -ENOMEM);
	KUNIT_EXPECT_EQ(test, user_word(test, a + PAGES(1)), 2UL);
	KUNIT_EXPECT_EQ(test, current->mm->map_count, 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(it_grows_in_place_where_there_is_room),
	KUNIT_CASE(it_shrinks_and_gives_the_pages_back),
	KUNIT_CASE(it_moves_frames_and_copies_nothing),
	KUNIT_CASE(fixed_moves_to_where_it_is_told),
	KUNIT_CASE(dontunmap_leaves_an_empty_area_behind),
	KUNIT_CASE(an_old_length_of_zero_maps_shared_memory_again),
	KUNIT_CASE(a_move_that_fails_changes_nothing),
	KUNIT_CASE(a_move_without_page_tables_changes_nothing),
	KUNIT_CASE(a_move_that_fails_later_changes_nothing),
	KUNIT_CASE(a_move_may_fill_the_gap_before_itself),
	KUNIT_CASE(locked_memory_that_grows_is_there_at_once),
	KUNIT_CASE(dontunmap_needs_room_for_both),
	KUNIT_CASE(without_memory_the_middle_stays_where_it_is),
	KUNIT_CASE(each_bad_argument_has_its_errno),
	{},
};

static struct kunit_suite suite = {
	.name = "mremap",
	.init = use_fresh_mm,
	.exit = drop_mm,
	.test_cases = cases,
};
kunit_test_suite(suite);
