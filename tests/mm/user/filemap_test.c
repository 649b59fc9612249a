// SPDX-License-Identifier: MIT
/*
 * Tests of mm/user/filemap.c and fs/shmem.c: calls that cross pages, holes and ends.
 *
 * What programs see: user/filetest.c.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "tests/support/user_mm.h"

#define SIZE (PAGES(2) + 1000) /* of the file: page 0, a hole, a piece of page 2 */

static struct file *file;
static u8 expected[PAGES(3)] __no_kmemleak, *const user = (u8 *)FIXED_AT;

static int make_file(struct kunit *test)
{
	int err = use_fresh_mm(test);

	if (err)
		return err;
	map_anon_at(FIXED_AT, PAGES(4), RW);
	file = shmem_file_setup("filemap_test", 0, 0);
	return IS_ERR(file) ? PTR_ERR(file) : 0;
}

static void drop_file(struct kunit *test)
{
	if (!IS_ERR_OR_NULL(file))
		fput(file);
	file = NULL;
	drop_mm(test);
}

/* As write() does it: one writer at a time. */
static ssize_t write_user_bytes(const u8 *from, size_t n, loff_t *pos)
{
	ssize_t done;

	inode_lock(file->f_inode);
	done = file->f_op->write(file, (const char __user *)from, n, pos);
	inode_unlock(file->f_inode);
	return done;
}

/* Bytes from the file's position on, through the user's memory. */
static ssize_t write_file(loff_t pos, const u8 *bytes, size_t n)
{
	if (copy_to_user((void __user *)user, bytes, n))
		return -EFAULT;
	return write_user_bytes(user, n, &pos);
}

static void fill(struct kunit *test)
{
	for (unsigned int i = 0; i < SIZE; i++)
		expected[i] = i / PAGE_SIZE == 1 ? 0 : i % 251 + 1;
	KUNIT_ASSERT_EQ(test, write_file(0, expected, PAGE_SIZE), (ssize_t)PAGE_SIZE);
	KUNIT_ASSERT_EQ(test, write_file(PAGES(2), expected + PAGES(2), 1000), 1000);
	KUNIT_ASSERT_EQ(test, (unsigned long)file->f_inode->i_size, SIZE);
}

/* Is what read() and kernel_read() bring from @pos the file's bytes, @n of them? */
static void expect_read(struct kunit *test, loff_t pos, size_t count, size_t n)
{
	static u8 got[PAGES(4)] __no_kmemleak;
	const u8 *wanted = expected + (n ? pos : 0);
	loff_t at = pos;

	KUNIT_EXPECT_EQ(test, generic_file_read(file, (char __user *)user, count, &at), (ssize_t)n);
	KUNIT_EXPECT_EQ(test, at, pos + n);
	KUNIT_EXPECT_EQ(test, copy_from_user(got, (void __user *)user, n), 0UL);
	KUNIT_EXPECT_EQ(test, memcmp(got, wanted, n), 0);
	at = pos;
	memset(got, 0xee, n);
	KUNIT_EXPECT_EQ(test, kernel_read(file, got, count, &at), (ssize_t)n);
	KUNIT_EXPECT_EQ(test, at, pos + n);
	KUNIT_EXPECT_EQ(test, memcmp(got, wanted, n), 0);
}

static void one_read_crosses_pages_and_holes(struct kunit *test)
{
	fill(test);
	expect_read(test, 0, 1, 1);
	expect_read(test, PAGE_SIZE - 10, 20, 20);
	expect_read(test, PAGE_SIZE - 1, PAGES(1) + 2, PAGES(1) + 2);
	expect_read(test, 5, SIZE - 5, SIZE - 5);
	expect_read(test, PAGES(2), 1000, 1000);
	KUNIT_EXPECT_EQ(test, file->f_inode->i_mapping->nrpages, 2UL); /* the hole stays one */
}

static void a_read_ends_where_the_file_does(struct kunit *test)
{
	fill(test);
	expect_read(test, SIZE - 1, 10, 1);
	expect_read(test, 0, PAGES(4), SIZE);
	expect_read(test, SIZE, 10, 0);
	expect_read(test, SIZE + PAGES(5), 10, 0);
	expect_read(test, 0, 0, 0);
}

/* The bytes that have arrived are returned, and the position is behind them; where there are none, the call fails. */
static void a_read_ends_where_the_readers_memory_does(struct kunit *test)
{
	char __user *end = (char __user *)user + PAGES(4);
	loff_t pos = PAGE_SIZE - 50;

	fill(test);
	KUNIT_EXPECT_EQ(test, generic_file_read(file, end - 100, 200, &pos), 100);
	KUNIT_EXPECT_EQ(test, pos, (loff_t)PAGE_SIZE + 50);
	KUNIT_EXPECT_EQ(test, generic_file_read(file, end, 200, &pos), -EFAULT);
	KUNIT_EXPECT_EQ(test, pos, (loff_t)PAGE_SIZE + 50);
	/* Exactly at a page of the file. */
	pos = PAGE_SIZE - 100;
	KUNIT_EXPECT_EQ(test, generic_file_read(file, end - 100, 200, &pos), 100);
	KUNIT_EXPECT_EQ(test, pos, (loff_t)PAGE_SIZE);
}

static void one_write_crosses_pages(struct kunit *test)
{
	fill(test);
	memset(expected + PAGE_SIZE - 7, 0x77, PAGES(1) + 14);
	KUNIT_EXPECT_EQ(test, write_file(PAGE_SIZE - 7, expected + PAGE_SIZE - 7, PAGES(1) + 14),
			(ssize_t)PAGES(1) + 14);
	expect_read(test, 0, SIZE, SIZE);
	KUNIT_EXPECT_EQ(test, file->f_inode->i_mapping->nrpages, 3UL);
}

static void a_write_ends_where_the_writers_memory_does(struct kunit *test)
{
	const u8 *end = user + PAGES(4);
	loff_t pos = PAGE_SIZE - 50;

	KUNIT_EXPECT_EQ(test, write_user_bytes(end - 100, 200, &pos), 100);
	KUNIT_EXPECT_EQ(test, pos, (loff_t)PAGE_SIZE + 50);
	KUNIT_EXPECT_EQ(test, file->f_inode->i_size, (loff_t)PAGE_SIZE + 50);
	KUNIT_EXPECT_EQ(test, write_user_bytes(end, 200, &pos), -EFAULT);
	KUNIT_EXPECT_EQ(test, file->f_inode->i_size, (loff_t)PAGE_SIZE + 50);
}

/* Tables hold 1024 pages: the last slot of one, the first of the next, and the end of it all. */
static void pages_are_found_across_tables(struct kunit *test)
{
	struct address_space *mapping = file->f_inode->i_mapping;
	const unsigned long indices[] = { 0, 1023, 1024, 4095, 0xfffff };
	unsigned long index = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(indices); i++) {
		struct page *page = alloc_page(GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, add_to_page_cache(page, mapping, indices[i]), 0);
		KUNIT_EXPECT_EQ(test, add_to_page_cache(page, mapping, indices[i]), -EEXIST);
		KUNIT_EXPECT_EQ(test, add_to_page_cache(page, mapping, 0x100000), -EFBIG);
		put_page(page);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(indices); i++, index++) {
		struct page *page = find_get_next_page(mapping, &index);

		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, index, indices[i]);
		KUNIT_EXPECT_EQ(test, page->index, indices[i]);
		put_page(page);
	}
	KUNIT_EXPECT_NULL(test, find_get_next_page(mapping, &index));
	KUNIT_EXPECT_NULL(test, find_get_page(mapping, 0x100000));
	truncate_inode_pages(mapping, 1024);
	KUNIT_EXPECT_EQ(test, mapping->nrpages, 2UL);
	index = 1;
	put_page(find_get_next_page(mapping, &index));
	KUNIT_EXPECT_EQ(test, index, 1023UL);
	truncate_inode_pages(mapping, 1);
	KUNIT_EXPECT_EQ(test, mapping->nrpages, 1UL);
	truncate_inode_pages(mapping, 0);
	KUNIT_EXPECT_EQ(test, mapping->nrpages, 0UL);
}

#ifdef CONFIG_DEBUG_VM
static void a_page_in_two_places(struct kunit *test)
{
	struct address_space *mapping = file->f_inode->i_mapping;
	struct page *page = alloc_page(GFP_KERNEL);

	add_to_page_cache(page, mapping, 0);
	add_to_page_cache(page, mapping, 1);
}
#endif

static struct kunit_case cases[] = {
#ifdef CONFIG_DEBUG_VM
	KUNIT_CASE_PANIC(a_page_in_two_places),
#endif
	KUNIT_CASE(one_read_crosses_pages_and_holes),
	KUNIT_CASE(a_read_ends_where_the_file_does),
	KUNIT_CASE(a_read_ends_where_the_readers_memory_does),
	KUNIT_CASE(one_write_crosses_pages),
	KUNIT_CASE(a_write_ends_where_the_writers_memory_does),
	KUNIT_CASE(pages_are_found_across_tables),
	{},
};

static struct kunit_suite suite = {
	.name = "filemap",
	.init = make_file,
	.exit = drop_file,
	.test_cases = cases,
};
kunit_test_suite(suite);
