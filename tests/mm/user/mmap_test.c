// SPDX-License-Identifier: MIT
/*
 * mmap, munmap, brk (mm/user/mmap.c): what they do, each errno, and the edges. With random calls beside each
 * other: tests/mm/user/vma_test.c.
 */
#include <linux/fault-inject.h>
#include <linux/fs.h>
#include <linux/kernel.h>

#include "tests/support/user_mm.h"

static long mmap2(unsigned long addr, unsigned long len, unsigned long prot, unsigned long flags)
{
	return do_syscall(mmap2, addr, len, prot, flags, -1, 0);
}

static long munmap(unsigned long addr, unsigned long len)
{
	return do_syscall(munmap, addr, len);
}

static void drop_mm_and_limit(struct kunit *test)
{
	sysctl_max_map_count = DEFAULT_MAX_MAP_COUNT;
	drop_mm(test);
}

/* ---- mmap ---- */

static void anonymous_memory_reads_as_zeroes(struct kunit *test)
{
	unsigned long addr = mmap2(0, PAGES(3), RW, ANON);

	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(addr));
	KUNIT_EXPECT_EQ(test, user_word(test, addr + PAGES(1)), 0UL);
	KUNIT_EXPECT_EQ(test, write_user(addr + PAGES(1), 42), 0);
	KUNIT_EXPECT_EQ(test, user_word(test, addr + PAGES(1)), 42UL);
	KUNIT_EXPECT_EQ(test, current->mm->rss[MM_ANONPAGES], 1L);
}

static void mappings_go_downwards_from_mmap_base(struct kunit *test)
{
	unsigned long first = mmap2(0, PAGES(1), RW, ANON);

	KUNIT_EXPECT_EQ(test, first, current->mm->mmap_base - PAGES(1));
	KUNIT_EXPECT_EQ(test, (unsigned long)mmap2(0, PAGES(2), PROT_READ, ANON), first - PAGES(2));
}

static void a_full_window_is_left_upwards(struct kunit *test)
{
	unsigned long base = current->mm->mmap_base;

	KUNIT_EXPECT_EQ(test,
			(unsigned long)mmap2(mmap_min_addr, base - mmap_min_addr, PROT_NONE,
					     ANON | MAP_FIXED),
			mmap_min_addr);
	KUNIT_EXPECT_EQ(test, (unsigned long)mmap2(0, PAGES(1), RW, ANON), TASK_SIZE - PAGES(1));
	KUNIT_EXPECT_EQ(test, mmap2(0, TASK_SIZE - base, RW, ANON), -ENOMEM);
}

static void a_hint_is_taken_where_it_is_free(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, (unsigned long)mmap2(FIXED_AT + PAGES(1), PAGES(1), RW, ANON),
			FIXED_AT + PAGES(1));
	KUNIT_EXPECT_NE(test, (unsigned long)mmap2(FIXED_AT, PAGES(2), RW, ANON), FIXED_AT);
	KUNIT_EXPECT_NE(test, (unsigned long)mmap2(TASK_SIZE - PAGES(1), PAGES(2), RW, ANON),
			TASK_SIZE - PAGES(1));
}

/* Down to a page; what is below the lowest address but not in the first page means that one. */
static void a_hint_is_rounded_to_where_it_may_be(struct kunit *test)
{
	const unsigned long hints[] = { PAGES(1), mmap_min_addr - 1, PAGES(1) + 1 };
	const unsigned long high = current->mm->mmap_base - PMD_SIZE;

	KUNIT_EXPECT_EQ(test, (unsigned long)mmap2(FIXED_AT + 1, PAGES(1), RW, ANON), FIXED_AT);
	KUNIT_EXPECT_EQ(test, (unsigned long)mmap2(FIXED_AT + PAGES(2) - 1, PAGES(1), RW, ANON),
			FIXED_AT + PAGES(1));
	for (unsigned int i = 0; i < ARRAY_SIZE(hints); i++) {
		KUNIT_EXPECT_EQ(test, (unsigned long)mmap2(hints[i], PAGES(1), RW, ANON),
				mmap_min_addr);
		/* it is taken */
		KUNIT_EXPECT_GT(test, (unsigned long)mmap2(hints[i], PAGES(1), RW, ANON), high);
		KUNIT_EXPECT_EQ(test, munmap(mmap_min_addr, PAGES(1)), 0L);
	}
	KUNIT_EXPECT_GT(test, (unsigned long)mmap2(PAGES(1) - 1, PAGES(1), RW, ANON), high);
	KUNIT_EXPECT_EQ(test, mmap2(PAGES(1), PAGES(1), RW, ANON | MAP_FIXED_NOREPLACE), -EPERM);
}

static void fixed_replaces_and_noreplace_does_not(struct kunit *test)
{
	unsigned long fixed = ANON | MAP_FIXED_NOREPLACE;

	map_anon_at(FIXED_AT, PAGES(2), RW);
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT, 1), 0);
	KUNIT_EXPECT_EQ(test, mmap2(FIXED_AT + PAGES(1), PAGES(2), RW, fixed), -EEXIST);
	KUNIT_EXPECT_EQ(test, (unsigned long)mmap2(FIXED_AT + PAGES(2), PAGES(1), RW, fixed),
			FIXED_AT + PAGES(2));
	KUNIT_EXPECT_EQ(test, map_anon_at(FIXED_AT, PAGES(1), RW), FIXED_AT);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT), 0UL);
	KUNIT_EXPECT_EQ(test, current->mm->total_vm, 3UL);
}

static void populate_brings_all_pages_at_once(struct kunit *test)
{
	unsigned long addr = mmap2(0, PAGES(5), RW, ANON | MAP_POPULATE);

	KUNIT_EXPECT_EQ(test, current->mm->rss[MM_ANONPAGES], 5L);
	for (int i = 0; i < 5; i++)
		KUNIT_EXPECT_NE(test, user_pfn(addr + PAGES(i)), 0UL);
	mmap2(0, PAGES(5), PROT_NONE, ANON | MAP_POPULATE);
	KUNIT_EXPECT_EQ(test, current->mm->rss[MM_ANONPAGES], 5L);
}

static void each_bad_argument_of_mmap_has_its_errno(struct kunit *test)
{
	const struct {
		unsigned long addr, len, prot, flags;
		long ret;
	} bad[] = {
		{ 0, 0, RW, ANON, -EINVAL },
		{ 0, -1UL, RW, ANON, -ENOMEM }, /* rounds up to 0 */
		{ 0, TASK_SIZE, RW, ANON, -ENOMEM },
		{ 0, TASK_SIZE + PAGES(1), RW, ANON, -ENOMEM },
		{ 0, PAGES(1), RW, MAP_ANONYMOUS, -EINVAL }, /* neither shared nor private */
		{ 0, PAGES(1), RW, MAP_ANONYMOUS | 4, -EINVAL },
		{ 0, PAGES(1), RW, MAP_ANONYMOUS | MAP_SHARED_VALIDATE, -EINVAL },
		{ 0, PAGES(1), RW, MAP_ANONYMOUS | MAP_SHARED | MAP_GROWSDOWN, -EINVAL },
		{ 0, PAGES(1), RW, ANON | MAP_HUGETLB, -EINVAL },
		{ 0, TASK_SIZE - mmap_min_addr + 1, RW, ANON | MAP_FIXED, -ENOMEM },
		{ FIXED_AT + 1, PAGES(1), RW, ANON | MAP_FIXED, -EINVAL },
		{ FIXED_AT + 1, 0, RW, ANON | MAP_FIXED, -EINVAL },
		{ 0, 0, RW, MAP_PRIVATE, -EBADF }, /* the descriptor comes first */
		{ FIXED_AT + 1, 0x80000000UL, RW, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -EINVAL },
		{ 0, PAGES(1), RW, ANON | MAP_FIXED, -EPERM },
		{ mmap_min_addr - PAGES(1), PAGES(2), RW, ANON | MAP_FIXED, -EPERM },
		{ TASK_SIZE, PAGES(1), RW, ANON | MAP_FIXED, -ENOMEM },
		{ TASK_SIZE - PAGES(1), PAGES(2), RW, ANON | MAP_FIXED, -ENOMEM },
		{ -PAGES(1), PAGES(1), RW, ANON | MAP_FIXED, -ENOMEM },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ(test, mmap2(bad[i].addr, bad[i].len, bad[i].prot, bad[i].flags),
				bad[i].ret);
	KUNIT_EXPECT_EQ(test, (long)vm_mmap_pgoff(NULL, 0, PAGES(2), RW, ANON, -1UL), -EOVERFLOW);
	KUNIT_EXPECT_EQ(test,
			(long)vm_mmap_pgoff(NULL, 0, PAGES(2), RW, MAP_SHARED | MAP_ANONYMOUS,
					    -1UL),
			-EOVERFLOW);
	KUNIT_EXPECT_EQ(test, (long)vm_mmap(NULL, 0, PAGES(2), RW, ANON, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, current->mm->map_count, 0);
}

static void the_top_page_of_user_space_can_be_had(struct kunit *test)
{
	unsigned long top = TASK_SIZE - PAGES(1);

	KUNIT_EXPECT_EQ(test, map_anon_at(top, PAGES(1), RW), top);
	KUNIT_EXPECT_EQ(test, write_user(TASK_SIZE - 4, 7), 0);
	KUNIT_EXPECT_EQ(test, munmap(top, PAGES(1)), 0L);
	KUNIT_EXPECT_EQ(test, map_anon_at(mmap_min_addr, PAGES(1), RW), mmap_min_addr);
}

static void more_than_there_is_ram_is_refused(struct kunit *test)
{
	unsigned long len = (totalram_pages() + 1) << PAGE_SHIFT, addr;

	if (len < totalram_pages() || len > 0x80000000UL)
		kunit_skip(test, "more RAM than a process can ask for at once");
	KUNIT_EXPECT_EQ(test, mmap2(0, len, RW, ANON), -ENOMEM);
	addr = mmap2(0, len, PROT_READ, ANON);
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(addr));
	KUNIT_EXPECT_EQ(test, munmap(addr, len), 0L); /* two of them may not fit */
	KUNIT_EXPECT_FALSE(test, IS_ERR_VALUE(mmap2(0, len, RW, ANON | MAP_NORESERVE)));
}

static void shared_memory_that_cannot_be_is_enomem(struct kunit *test)
{
	unsigned long len = (totalram_pages() + 1) << PAGE_SHIFT, ret, n = 0;

	KUNIT_EXPECT_EQ(test, mmap2(0, TASK_SIZE + PAGES(1), RW, MAP_SHARED | MAP_ANONYMOUS),
			-ENOMEM);
	if (len > totalram_pages() && len < 0x80000000UL)
		KUNIT_EXPECT_EQ(test, mmap2(0, len, RW, MAP_SHARED | MAP_ANONYMOUS), -ENOMEM);
	do {
		fail_nth_slab_alloc(++n);
		ret = mmap2(0, PAGES(2), RW, MAP_SHARED | MAP_ANONYMOUS);
		if (IS_ERR_VALUE(ret))
			KUNIT_EXPECT_EQ(test, (long)ret, -ENOMEM);
		KUNIT_EXPECT_EQ(test, current->mm->map_count, IS_ERR_VALUE(ret) ? 0 : 1);
	} while (fail_nth_slab_alloc_done() && n < 10);
	fail_nth_slab_alloc(0);
	KUNIT_EXPECT_GT(test, n, 3UL); /* inode, file, area */
	KUNIT_EXPECT_FALSE(test, IS_ERR_VALUE(ret));
}

/* ---- limits ---- */

static void rlimit_as_bounds_everything(struct kunit *test)
{
	set_limit(RLIMIT_AS, PAGES(4));
	KUNIT_EXPECT_FALSE(test, IS_ERR_VALUE(mmap2(FIXED_AT, PAGES(3), PROT_READ, ANON)));
	KUNIT_EXPECT_EQ(test, mmap2(0, PAGES(2), PROT_READ, ANON), -ENOMEM);
	/* What a fixed mapping replaces does not count. */
	KUNIT_EXPECT_EQ(test, map_anon_at(FIXED_AT, PAGES(4), PROT_READ), FIXED_AT);
}

static void rlimit_data_bounds_what_may_be_written(struct kunit *test)
{
	set_limit(RLIMIT_DATA, PAGES(2));
	KUNIT_EXPECT_FALSE(test, IS_ERR_VALUE(mmap2(FIXED_AT, PAGES(8), PROT_READ, ANON)));
	KUNIT_EXPECT_FALSE(test, IS_ERR_VALUE(mmap2(0, PAGES(2), RW, ANON)));
	KUNIT_EXPECT_EQ(test, mmap2(0, PAGES(1), RW, ANON), -ENOMEM);
	KUNIT_EXPECT_EQ(test, do_syscall(mprotect, FIXED_AT, PAGES(1), RW), -ENOMEM);
}

static void there_may_be_only_so_many_areas(struct kunit *test)
{
	sysctl_max_map_count = 4;
	for (int i = 0; i < 5; i++)
		KUNIT_EXPECT_EQ(test, map_anon_at(FIXED_AT + PAGES(4 * i), PAGES(3), RW),
				FIXED_AT + PAGES(4 * i));
	KUNIT_EXPECT_EQ(test, (long)map_anon_at(FIXED_AT + PAGES(40), PAGES(1), RW), -ENOMEM);
	KUNIT_EXPECT_EQ(test, munmap(FIXED_AT + PAGES(1), PAGES(1)), -ENOMEM);
	KUNIT_EXPECT_EQ(test, munmap(FIXED_AT, PAGES(1)), 0L);
	/* With as many as there may be, none can be split; one less, and one can. */
	sysctl_max_map_count = 5;
	KUNIT_EXPECT_EQ(test, munmap(FIXED_AT + PAGES(5), PAGES(1)), -ENOMEM);
	sysctl_max_map_count = 6;
	KUNIT_EXPECT_EQ(test, munmap(FIXED_AT + PAGES(5), PAGES(1)), 0L);
	KUNIT_EXPECT_EQ(test, current->mm->map_count, 6);
}

/* ---- munmap ---- */

static void munmap_takes_pages_from_anywhere(struct kunit *test)
{
	map_anon_at(FIXED_AT, PAGES(6), RW);
	for (int i = 0; i < 6; i++)
		KUNIT_EXPECT_EQ(test, write_user(FIXED_AT + PAGES(i), i + 1), 0);
	KUNIT_EXPECT_EQ(test, munmap(FIXED_AT, PAGES(1)), 0L);
	KUNIT_EXPECT_EQ(test, munmap(FIXED_AT + PAGES(5), 1), 0L); /* up to a whole page */
	KUNIT_EXPECT_EQ(test, munmap(FIXED_AT + PAGES(2), PAGES(1)), 0L);
	for (int i = 0; i < 6; i++)
		KUNIT_EXPECT_EQ(test, write_user(FIXED_AT + PAGES(i), 9),
				i == 0 || i == 2 || i == 5 ? -EFAULT : 0);
	KUNIT_EXPECT_EQ(test, current->mm->rss[MM_ANONPAGES], 3L);
}

static void munmap_of_nothing_is_no_error(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, munmap(FIXED_AT, PAGES(1)), 0L);
	KUNIT_EXPECT_EQ(test, munmap(0, TASK_SIZE), 0L);
}

static void each_bad_argument_of_munmap_is_einval(struct kunit *test)
{
	map_anon_at(FIXED_AT, PAGES(1), RW);
	KUNIT_EXPECT_EQ(test, munmap(FIXED_AT, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, munmap(FIXED_AT + 1, PAGES(1)), -EINVAL);
	KUNIT_EXPECT_EQ(test, munmap(FIXED_AT, -1UL), -EINVAL);
	KUNIT_EXPECT_EQ(test, munmap(FIXED_AT, TASK_SIZE), -EINVAL);
	KUNIT_EXPECT_EQ(test, munmap(TASK_SIZE + PAGES(1), PAGES(1)), -EINVAL);
	KUNIT_EXPECT_EQ(test, munmap(TASK_SIZE - PAGES(1), PAGES(2)), -EINVAL);
	KUNIT_EXPECT_EQ(test, current->mm->map_count, 1);
}

static void page_tables_go_with_what_they_map(struct kunit *test)
{
	struct mm_struct *mm = current->mm;

	map_anon_at(FIXED_AT, 3 * PMD_SIZE, RW);
	for (int i = 0; i < 3; i++)
		write_user(FIXED_AT + i * PMD_SIZE, 1);
	KUNIT_EXPECT_EQ(test, mm->nr_ptes, 3UL);
	munmap(FIXED_AT + PAGES(1), 2 * PMD_SIZE); /* the middle one alone is all gone */
	KUNIT_EXPECT_EQ(test, mm->nr_ptes, 2UL);
	munmap(FIXED_AT, PAGES(1));
	KUNIT_EXPECT_EQ(test, mm->nr_ptes, 1UL);
	munmap(FIXED_AT + 2 * PMD_SIZE, PMD_SIZE);
	KUNIT_EXPECT_EQ(test, mm->nr_ptes, 0UL);
}

/* ---- brk ---- */

#define BRK_AT (FIXED_AT + 100)

static void brk_grows_and_shrinks(struct kunit *test)
{
	current->mm->start_brk = current->mm->brk = BRK_AT;
	KUNIT_EXPECT_EQ(test, do_syscall(brk, 0), (long)BRK_AT);
	KUNIT_EXPECT_EQ(test, do_syscall(brk, BRK_AT + 8000), (long)BRK_AT + 8000);
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT + PAGES(1), 1), 0);
	KUNIT_EXPECT_EQ(test, write_user(FIXED_AT, 1), -EFAULT); /* whose page is exec's */
	KUNIT_EXPECT_EQ(test, do_syscall(brk, BRK_AT + 8001), (long)BRK_AT + 8001);
	KUNIT_EXPECT_EQ(test, current->mm->map_count, 1);
	KUNIT_EXPECT_EQ(test, do_syscall(brk, BRK_AT), (long)BRK_AT);
	KUNIT_EXPECT_EQ(test, current->mm->map_count, 0);
	KUNIT_EXPECT_EQ(test, current->mm->rss[MM_ANONPAGES], 0L);
}

static void brk_that_cannot_be_is_where_it_was(struct kunit *test)
{
	current->mm->start_brk = current->mm->brk = BRK_AT;
	map_anon_at(FIXED_AT + PAGES(10), PAGES(1), RW);
	KUNIT_EXPECT_EQ(test, do_syscall(brk, BRK_AT - 1), (long)BRK_AT);
	KUNIT_EXPECT_EQ(test, do_syscall(brk, FIXED_AT + PAGES(10)), (long)BRK_AT); /* no gap */
	KUNIT_EXPECT_EQ(test, do_syscall(brk, -1), (long)BRK_AT);
	KUNIT_EXPECT_EQ(test, do_syscall(brk, TASK_SIZE + 1), (long)BRK_AT);
	KUNIT_EXPECT_EQ(test, do_syscall(brk, FIXED_AT + PAGES(9)), (long)FIXED_AT + PAGES(9));
	set_limit(RLIMIT_DATA, PAGES(2));
	KUNIT_EXPECT_EQ(test, do_syscall(brk, FIXED_AT + PAGES(9) + 1), (long)FIXED_AT + PAGES(9));
}

/* What the program's file brought along is data, too. */
static void rlimit_data_counts_the_data_segment_and_the_heap(struct kunit *test)
{
	struct mm_struct *mm = current->mm;

	mm->start_brk = mm->brk = FIXED_AT;
	mm->start_data = FIXED_AT - PAGES(5);
	mm->end_data = FIXED_AT - PAGES(2);
	set_limit(RLIMIT_DATA, PAGES(5));
	KUNIT_EXPECT_EQ(test, do_syscall(brk, FIXED_AT + PAGES(2) + 1), (long)FIXED_AT);
	KUNIT_EXPECT_EQ(test, do_syscall(brk, FIXED_AT + PAGES(2)), (long)FIXED_AT + PAGES(2));
	KUNIT_EXPECT_EQ(test, do_syscall(brk, FIXED_AT + PAGES(1)), (long)FIXED_AT + PAGES(1));
}

static void vm_brk_flags_maps_what_a_bss_needs(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, vm_brk_flags(FIXED_AT, 1, VM_EXEC), 0);
	KUNIT_EXPECT_EQ(test, current->mm->mmap->vm_flags & VM_ACCESS_FLAGS,
			VM_READ | VM_WRITE | VM_EXEC);
	KUNIT_EXPECT_EQ(test, vm_brk_flags(FIXED_AT, 0, 0), 0);
	KUNIT_EXPECT_EQ(test, vm_brk_flags(FIXED_AT, -1UL, 0), -ENOMEM);
	KUNIT_EXPECT_EQ(test, vm_brk_flags(FIXED_AT, 1, VM_SHARED), -EINVAL);
	KUNIT_EXPECT_EQ(test, vm_brk_flags(0, 1, 0), -EPERM);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(anonymous_memory_reads_as_zeroes),
	KUNIT_CASE(mappings_go_downwards_from_mmap_base),
	KUNIT_CASE(a_full_window_is_left_upwards),
	KUNIT_CASE(a_hint_is_taken_where_it_is_free),
	KUNIT_CASE(a_hint_is_rounded_to_where_it_may_be),
	KUNIT_CASE(fixed_replaces_and_noreplace_does_not),
	KUNIT_CASE(populate_brings_all_pages_at_once),
	KUNIT_CASE(each_bad_argument_of_mmap_has_its_errno),
	KUNIT_CASE(the_top_page_of_user_space_can_be_had),
	KUNIT_CASE(more_than_there_is_ram_is_refused),
	KUNIT_CASE(shared_memory_that_cannot_be_is_enomem),
	KUNIT_CASE(rlimit_as_bounds_everything),
	KUNIT_CASE(rlimit_data_bounds_what_may_be_written),
	KUNIT_CASE(there_may_be_only_so_many_areas),
	KUNIT_CASE(munmap_takes_pages_from_anywhere),
	KUNIT_CASE(munmap_of_nothing_is_no_error),
	KUNIT_CASE(each_bad_argument_of_munmap_is_einval),
	KUNIT_CASE(page_tables_go_with_what_they_map),
	KUNIT_CASE(brk_grows_and_shrinks),
	KUNIT_CASE(brk_that_cannot_be_is_where_it_was),
	KUNIT_CASE(rlimit_data_counts_the_data_segment_and_the_heap),
	KUNIT_CASE(vm_brk_flags_maps_what_a_bss_needs),
	{},
};

static struct kunit_suite suite = {
	.name = "mmap",
	.init = use_fresh_mm,
	.exit = drop_mm_and_limit,
	.test_cases = cases,
};
kunit_test_suite(suite);
