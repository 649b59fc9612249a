// SPDX-License-Identifier: MIT
/* madvise (mm/user/madvise.c): advice that changes something, and each errno. About fork: tests/mm/user/mm_test.c. */
#include <linux/kernel.h>

#include "tests/support/user_mm.h"

static long madvise(unsigned long addr, unsigned long len, int behavior)
{
	return do_syscall(madvise, addr, len, behavior);
}

static void dontneed_gives_pages_back_and_zeroes(struct kunit *test)
{
	map_anon_at(FIXED_AT, PAGES(3), RW);
	for (int i = 0; i < 3; i++)
		write_user(FIXED_AT + PAGES(i), 7);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT + PAGES(1), PAGES(1), MADV_DONTNEED), 0L);
	KUNIT_EXPECT_EQ(test, current->mm->rss[MM_ANONPAGES], 2L);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT), 7UL);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT + PAGES(1)), 0UL);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT, PAGES(3), MADV_FREE), 0L);
	KUNIT_EXPECT_EQ(test, current->mm->rss[MM_ANONPAGES], 0L);
}

static void shared_memory_outlives_dontneed(struct kunit *test)
{
	unsigned long addr = vm_mmap(NULL, 0, PAGES(1), RW, MAP_SHARED | MAP_ANONYMOUS, 0);

	write_user(addr, 7);
	KUNIT_EXPECT_EQ(test, madvise(addr, PAGES(1), MADV_DONTNEED), 0L);
	KUNIT_EXPECT_EQ(test, current->mm->rss[MM_SHMEMPAGES], 0L);
	KUNIT_EXPECT_EQ(test, user_word(test, addr), 7UL);
	KUNIT_EXPECT_EQ(test, madvise(addr, PAGES(1), MADV_FREE), -EINVAL);
	KUNIT_EXPECT_EQ(test, madvise(addr, PAGES(1), MADV_WIPEONFORK), -EINVAL);
}

/* A hole: where nothing shared may be written there can be none. */
static void only_shared_memory_can_have_holes(struct kunit *test)
{
	struct file *file = shmem_file_setup("holes", PAGES(1), 0);

	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	vm_mmap(file, FIXED_AT, PAGES(1), RW, MAP_PRIVATE | MAP_FIXED, 0);
	vm_mmap(file, FIXED_AT + PAGES(1), PAGES(1), PROT_READ, MAP_SHARED | MAP_FIXED, 0);
	map_anon_at(FIXED_AT + PAGES(2), PAGES(1), RW);
	fput(file);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT, PAGES(1), MADV_REMOVE), -EACCES);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT + PAGES(1), PAGES(1), MADV_REMOVE), -EACCES);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT + PAGES(2), PAGES(1), MADV_REMOVE), -EINVAL);
}

static void populate_says_what_did_not_work(struct kunit *test)
{
	map_anon_at(FIXED_AT, PAGES(2), RW);
	map_anon_at(FIXED_AT + PAGES(2), PAGES(1), PROT_READ);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT, PAGES(2), MADV_POPULATE_WRITE), 0L);
	KUNIT_EXPECT_EQ(test, current->mm->rss[MM_ANONPAGES], 2L);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT, PAGES(3), MADV_POPULATE_READ), 0L);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT, PAGES(3), MADV_POPULATE_WRITE), -EINVAL);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT, PAGES(4), MADV_POPULATE_READ), -ENOMEM);
}

static void locked_memory_keeps_its_bytes(struct kunit *test)
{
	const int refused[] = { MADV_DONTNEED, MADV_FREE, MADV_COLD, MADV_PAGEOUT, MADV_REMOVE };

	vm_mmap(NULL, FIXED_AT, PAGES(2), RW, ANON | MAP_FIXED | MAP_LOCKED, 0);
	write_user(FIXED_AT, 7);
	for (unsigned int i = 0; i < ARRAY_SIZE(refused); i++)
		KUNIT_EXPECT_EQ(test, madvise(FIXED_AT, PAGES(2), refused[i]), -EINVAL);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT), 7UL);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT, PAGES(2), MADV_DONTNEED_LOCKED), 0L);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT), 0UL);
}

/* What comes before a locked area has been done. */
static void a_locked_area_ends_the_advice_where_it_begins(struct kunit *test)
{
	map_anon_at(FIXED_AT, PAGES(1), RW);
	vm_mmap(NULL, FIXED_AT + PAGES(1), PAGES(1), RW, ANON | MAP_FIXED | MAP_LOCKED, 0);
	map_anon_at(FIXED_AT + PAGES(2), PAGES(1), RW);
	for (int i = 0; i < 3; i++)
		write_user(FIXED_AT + PAGES(i), 7);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT, PAGES(3), MADV_FREE), -EINVAL);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT), 0UL);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT + PAGES(1)), 7UL);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT + PAGES(2)), 7UL);
}

static void advice_about_fork_splits_and_merges(struct kunit *test)
{
	map_anon_at(FIXED_AT, PAGES(3), RW);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT + PAGES(1), PAGES(1), MADV_DONTFORK), 0L);
	KUNIT_EXPECT_EQ(test, current->mm->map_count, 3);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT, PAGES(3), MADV_DOFORK), 0L);
	KUNIT_EXPECT_EQ(test, current->mm->map_count, 1);
}

static void advice_about_speed_is_accepted(struct kunit *test)
{
	const int accepted[] = { MADV_NORMAL,	  MADV_RANDOM,	  MADV_SEQUENTIAL,
				 MADV_WILLNEED,	  MADV_MERGEABLE, MADV_HUGEPAGE,
				 MADV_NOHUGEPAGE, MADV_COLD,	  MADV_PAGEOUT };

	map_anon_at(FIXED_AT, PAGES(1), RW);
	write_user(FIXED_AT, 3);
	for (unsigned int i = 0; i < ARRAY_SIZE(accepted); i++)
		KUNIT_EXPECT_EQ(test, madvise(FIXED_AT, PAGES(1), accepted[i]), 0L);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT), 3UL);
}

/* No holes are made in shared memory; a caller that could not make one anyway learns that first. */
static void remove_says_why_not(struct kunit *test)
{
	const unsigned long shared = MAP_SHARED | MAP_ANONYMOUS;
	unsigned long writable = vm_mmap(NULL, 0, PAGES(1), RW, shared, 0);
	unsigned long readable = vm_mmap(NULL, 0, PAGES(1), PROT_READ, shared, 0);
	unsigned long locked = vm_mmap(NULL, 0, PAGES(1), RW, shared | MAP_LOCKED, 0);

	KUNIT_EXPECT_EQ(test, madvise(writable, PAGES(1), MADV_REMOVE), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, madvise(readable, PAGES(1), MADV_REMOVE), -EACCES);
	KUNIT_EXPECT_EQ(test, madvise(locked, PAGES(1), MADV_REMOVE), -EINVAL);
	map_anon_at(FIXED_AT, PAGES(1), RW);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT, PAGES(1), MADV_REMOVE), -EINVAL);
}

static void each_bad_argument_has_its_errno(struct kunit *test)
{
	map_anon_at(FIXED_AT, PAGES(1), RW);
	map_anon_at(FIXED_AT + PAGES(2), PAGES(1), RW);
	write_user(FIXED_AT + PAGES(2), 3);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT, PAGES(1), 99), -EINVAL);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT, PAGES(1), -1), -EINVAL);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT + 1, PAGES(1), MADV_DONTNEED), -EINVAL);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT, -1UL, MADV_DONTNEED), -EINVAL);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT, -FIXED_AT - PAGES(1) + FIXED_AT, MADV_DONTNEED),
			-EINVAL);
	/* A length of 0 is looked at after the advice and the alignment, and before what is mapped. */
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT, 0, MADV_DONTNEED), 0L);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT + PAGES(8), 0, MADV_POPULATE_WRITE), 0L);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT, 0, 99), -EINVAL);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT + 1, 0, MADV_DONTNEED), -EINVAL);
	/* Holes are passed over, and are an error. */
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT, PAGES(3), MADV_DONTNEED), -ENOMEM);
	KUNIT_EXPECT_EQ(test, user_word(test, FIXED_AT + PAGES(2)), 0UL);
	KUNIT_EXPECT_EQ(test, madvise(FIXED_AT + PAGES(8), PAGES(1), MADV_DONTNEED), -ENOMEM);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(dontneed_gives_pages_back_and_zeroes),
	KUNIT_CASE(shared_memory_outlives_dontneed),
	KUNIT_CASE(only_shared_memory_can_have_holes),
	KUNIT_CASE(populate_says_what_did_not_work),
	KUNIT_CASE(locked_memory_keeps_its_bytes),
	KUNIT_CASE(a_locked_area_ends_the_advice_where_it_begins),
	KUNIT_CASE(advice_about_fork_splits_and_merges),
	KUNIT_CASE(advice_about_speed_is_accepted),
	KUNIT_CASE(remove_says_why_not),
	KUNIT_CASE(each_bad_argument_has_its_errno),
	{},
};

static struct kunit_suite suite = {
	.name = "madvise",
	.init = use_fresh_mm,
	.exit = drop_mm,
	.test_cases = cases,
};
kunit_test_suite(suite);
