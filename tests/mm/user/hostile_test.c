// SPDX-License-Identifier: MIT
/* Calls about memory with arguments that only an attacker would make up: an error, and nothing is lost. */
#include <linux/err.h>
#include <linux/fs.h>

#include "tests/support/user_mm.h"

static long remap(unsigned long addr, unsigned long old, unsigned long new, unsigned long to)
{
	return do_syscall(mremap, addr, old, new, MREMAP_MAYMOVE | MREMAP_FIXED, to);
}

/* The end of the old range wraps to 0, so it seems to overlap nothing; making room unmaps it. */
static void remap_of_a_range_that_wraps_onto_itself(struct kunit *test)
{
	unsigned long to = 0x10000000, len = TASK_SIZE - to, addr = -len;

	KUNIT_ASSERT_EQ(test, map_anon_at(addr, PAGES(3), RW), addr);
	KUNIT_EXPECT_EQ(test, remap(addr, len, len, to), -EINVAL);
	KUNIT_EXPECT_EQ(test, write_user(addr, 1), 0);
}

/* A length of 0 asks for a second mapping of the same memory: here, instead of the first. */
static void remap_of_nothing_onto_itself(struct kunit *test)
{
	unsigned long addr =
		vm_mmap(NULL, FIXED_AT, PAGES(1), RW, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, 0);

	KUNIT_ASSERT_EQ(test, addr, FIXED_AT);
	KUNIT_EXPECT_EQ(test, remap(addr, 0, PAGES(1), addr), -EINVAL);
	KUNIT_EXPECT_EQ(test, write_user(addr, 1), 0);
}

static long write_at(struct file *file, loff_t pos)
{
	ssize_t n;

	inode_lock(file->f_inode);
	n = file->f_op->write(file, (char __user *)FIXED_AT, 4, &pos);
	inode_unlock(file->f_inode);
	return n;
}

/* The number of a page is 32 bits wide: far behind the end must not be near the beginning. */
static void write_far_behind_a_file(struct kunit *test)
{
	struct file *file = shmem_file_setup("far", 0, 0);

	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	KUNIT_ASSERT_EQ(test, map_anon_at(FIXED_AT, PAGES(1), RW), FIXED_AT);
	KUNIT_EXPECT_EQ(test, write_at(file, 1LL << 44), -EFBIG);
	KUNIT_EXPECT_EQ(test, write_at(file, LLONG_MAX - 1), -EFBIG);
	KUNIT_EXPECT_EQ(test, write_at(file, 1LL << 32), -EFBIG);
	KUNIT_EXPECT_EQ(test, file->f_inode->i_size, 0LL);
	KUNIT_EXPECT_EQ(test, file->f_inode->i_mapping->nrpages, 0UL);
	KUNIT_EXPECT_EQ(test, write_at(file, (1LL << 32) - 2),
			2L); /* as much as there is room for */
	KUNIT_EXPECT_EQ(test, file->f_inode->i_size, 1LL << 32);
	fput(file);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(remap_of_a_range_that_wraps_onto_itself),
	KUNIT_CASE(remap_of_nothing_onto_itself),
	KUNIT_CASE(write_far_behind_a_file),
	{},
};

static struct kunit_suite suite = {
	.name = "hostile",
	.init = use_fresh_mm,
	.exit = drop_mm,
	.test_cases = cases,
};
kunit_test_suite(suite);
