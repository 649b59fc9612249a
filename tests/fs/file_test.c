// SPDX-License-Identifier: MIT
/*
 * Tests of fs/file_table.c, mm/user/filemap.c, fs/file.c, dcache.c, namei.c and open.c: what programs cannot
 * see, and what happens without memory. What they can see: user/filetest.c, compared with Linux.
 */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/fault-inject.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>

#include "fs/files.h"

static struct files_struct *files;
static unsigned int released;

static int note_release(struct inode *inode, struct file *file)
{
	released++;
	return 0;
}

static const struct file_operations test_fops = { .release = note_release };

/* The case has a table of its own, as a process has. */
static int make_table(struct kunit *test)
{
	released = 0;
	current->files = files = alloc_files();
	return files ? 0 : -ENOMEM;
}

static void drop_table(struct kunit *test)
{
	struct dentry *t = path_lookup(root_dentry, "/t", 0);

	current->files = NULL;
	if (files)
		put_files(files);
	if (!IS_ERR(t))
		dentry_remove(t);
}

static struct inode *new_test_inode(umode_t mode)
{
	struct inode *inode = new_inode(mode);

	if (inode) {
		inode->i_fop = &test_fops;
		inode->i_free = destroy_inode;
	}
	return inode;
}

static struct file *new_test_file(void)
{
	struct inode *inode = new_test_inode(S_IFREG | 0644);

	return inode ? alloc_file(inode, O_RDWR, &test_fops) : ERR_PTR(-ENOMEM);
}

/* Its number, or an error. */
static int open_test_file(unsigned int flags)
{
	struct file *file = new_test_file();

	return IS_ERR(file) ? PTR_ERR(file) : fd_install_new(files, file, flags);
}

/* ---- descriptors ---- */

static void the_lowest_free_number_is_taken(struct kunit *test)
{
	for (int i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, open_test_file(0), i);
	KUNIT_EXPECT_NULL(test, fget(3));
	KUNIT_EXPECT_NULL(test, fget(-1));
}

static void the_table_grows_and_is_copied_whole(struct kunit *test)
{
	struct files_struct *copy;
	struct file *file;

	for (int i = 0; i < 100; i++)
		KUNIT_ASSERT_EQ(test, open_test_file(i & 1 ? O_CLOEXEC : 0), i);
	copy = dup_files(files);
	KUNIT_ASSERT_NOT_NULL(test, copy);
	put_files(files);
	KUNIT_EXPECT_EQ(test, released, 0U);
	current->files = files = copy;
	file = fget(99);
	KUNIT_EXPECT_NOT_NULL(test, file);
	fput(file);
	close_on_exec(files);
	KUNIT_EXPECT_EQ(test, released, 50U);
	KUNIT_EXPECT_NULL(test, fget(99));
	KUNIT_EXPECT_EQ(test, open_test_file(0), 1);
}

static void the_last_reference_closes(struct kunit *test)
{
	struct file *file = new_test_file();

	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	KUNIT_ASSERT_EQ(test, fd_install_new(files, file, 0), 0);
	KUNIT_EXPECT_PTR_EQ(test, fget(0), file);
	current->files = NULL;
	put_files(files);
	files = NULL;
	KUNIT_EXPECT_EQ(test, released, 0U);
	fput(file);
	KUNIT_EXPECT_EQ(test, released, 1U);
}

/* Whichever allocation fails, the table is as it was. */
static void without_memory_the_table_stays(struct kunit *test)
{
	struct file *file = new_test_file();
	bool done = true;
	int fd;

	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	for (int i = 0; i < 32; i++)
		KUNIT_ASSERT_EQ(test, fd_install_new(files, get_file(file), 0), i);
	for (unsigned long n = 1; done; n++) {
		struct files_struct *copy;

		fail_nth_slab_alloc(n);
		fd = fd_install_new(files, get_file(file), 0);
		copy = dup_files(files);
		done = fail_nth_slab_alloc_done();
		fail_nth_slab_alloc(0);
		if (fd < 0) {
			KUNIT_EXPECT_EQ(test, fd, -ENOMEM);
			fput(file);
		}
		if (copy)
			put_files(copy);
	}
	KUNIT_EXPECT_GT(test, fd, 31);
	fput(file);
}

/* ---- pages ---- */

static struct page *add_new_page(struct kunit *test, struct inode *inode, unsigned long index)
{
	struct page *page = alloc_page(GFP_HIGHUSER);
	int err;

	KUNIT_ASSERT_NOT_NULL(test, page);
	err = add_to_page_cache(page, inode->i_mapping, index);
	put_page(page);
	KUNIT_ASSERT_EQ(test, err, 0); /* else it is gone */
	return page;
}

static void expect_page(struct kunit *test, struct inode *inode, unsigned long index,
			struct page *expected)
{
	struct page *page = find_get_page(inode->i_mapping, index);

	KUNIT_EXPECT_PTR_EQ(test, page, expected);
	if (page)
		put_page(page);
}

static void pages_are_found_by_number(struct kunit *test)
{
	static const unsigned long numbers[] = { 0, 1, 1023, 1024, 5000, 0xfffff };
	struct inode *inode = new_test_inode(S_IFREG);
	struct page *pages[ARRAY_SIZE(numbers)];

	KUNIT_ASSERT_NOT_NULL(test, inode);
	expect_page(test, inode, 0, NULL);
	for (unsigned int i = 0; i < ARRAY_SIZE(numbers); i++)
		pages[i] = add_new_page(test, inode, numbers[i]);
	for (unsigned int i = 0; i < ARRAY_SIZE(numbers); i++)
		expect_page(test, inode, numbers[i], pages[i]);
	expect_page(test, inode, 2, NULL);
	expect_page(test, inode, 0x100000, NULL);
	KUNIT_EXPECT_EQ(test, add_to_page_cache(pages[0], inode->i_mapping, 1), -EEXIST);
	KUNIT_EXPECT_EQ(test, add_to_page_cache(pages[0], inode->i_mapping, 0x100000), -EFBIG);
	KUNIT_EXPECT_EQ(test, inode->i_mapping->nrpages, ARRAY_SIZE(numbers));
	iput(inode);
}

static void the_next_page_is_found_over_holes(struct kunit *test)
{
	struct inode *inode = new_test_inode(S_IFREG);
	struct page *far, *found;
	unsigned long index = 0;

	KUNIT_ASSERT_NOT_NULL(test, inode);
	KUNIT_EXPECT_NULL(test, find_get_next_page(inode->i_mapping, &index));
	index = 0;
	far = add_new_page(test, inode, 700000);
	found = find_get_next_page(inode->i_mapping, &index);
	KUNIT_ASSERT_NOT_NULL(test, found);
	KUNIT_EXPECT_PTR_EQ(test, found, far);
	KUNIT_EXPECT_EQ(test, index, 700000UL);
	put_page(found);
	index++;
	KUNIT_EXPECT_NULL(test, find_get_next_page(inode->i_mapping, &index));
	iput(inode);
}

static void truncation_keeps_what_lies_before(struct kunit *test)
{
	struct inode *inode = new_test_inode(S_IFREG);
	struct page *kept;

	KUNIT_ASSERT_NOT_NULL(test, inode);
	kept = add_new_page(test, inode, 1500);
	add_new_page(test, inode, 1501);
	add_new_page(test, inode, 9000);
	truncate_inode_pages(inode->i_mapping, 1501);
	expect_page(test, inode, 1500, kept);
	expect_page(test, inode, 1501, NULL);
	expect_page(test, inode, 9000, NULL);
	KUNIT_EXPECT_EQ(test, inode->i_mapping->nrpages, 1UL);
	iput(inode);
}

/* A user that has a page when the file drops it keeps it. */
static void a_page_outlives_its_file(struct kunit *test)
{
	struct inode *inode = new_test_inode(S_IFREG);
	struct page *page;

	KUNIT_ASSERT_NOT_NULL(test, inode);
	page = add_new_page(test, inode, 3);
	get_page(page);
	iput(inode);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	KUNIT_EXPECT_NULL(test, page->mapping);
	put_page(page);
}

/* ---- names ---- */

static struct inode *make_name(struct kunit *test, const char *path)
{
	struct inode *inode = new_test_inode(S_IFREG | 0644);

	KUNIT_ASSERT_NOT_NULL(test, inode);
	KUNIT_ASSERT_FALSE(test, IS_ERR(dentry_create(path, inode)));
	return inode;
}

static long lookup(const char *path, unsigned int flags)
{
	struct dentry *d = path_lookup(root_dentry, path, flags);

	return PTR_ERR_OR_ZERO(d);
}

static void paths_lead_to_names(struct kunit *test)
{
	struct inode *inode = make_name(test, "/t/a/b");
	struct dentry *dir = path_lookup(root_dentry, "/t/a", 0);

	KUNIT_EXPECT_PTR_EQ(test, path_lookup(root_dentry, "/t/a/b", 0)->d_inode, inode);
	KUNIT_EXPECT_PTR_EQ(test, path_lookup(root_dentry, "//t/./a//../a/b", 0)->d_inode, inode);
	KUNIT_EXPECT_PTR_EQ(test, path_lookup(dir, "b", 0)->d_inode, inode);
	KUNIT_EXPECT_PTR_EQ(test, path_lookup(dir, "/../../t/a/b", 0)->d_inode, inode);
	KUNIT_EXPECT_STREQ(test, inode->i_name, "/t/a/b");
}

static void paths_that_lead_nowhere_say_why(struct kunit *test)
{
	make_name(test, "/t/a");
	KUNIT_EXPECT_EQ(test, lookup("", 0), -ENOENT);
	KUNIT_EXPECT_EQ(test, lookup("/t/b", 0), -ENOENT);
	KUNIT_EXPECT_EQ(test, lookup("/t/aa", 0), -ENOENT);
	KUNIT_EXPECT_EQ(test, lookup("/t/a/b", 0), -ENOTDIR);
	KUNIT_EXPECT_EQ(test, lookup("/t/a/", 0), -ENOTDIR);
	KUNIT_EXPECT_EQ(test, lookup("/t/a/..", 0), -ENOTDIR);
	KUNIT_EXPECT_EQ(test, lookup("/t/a", LOOKUP_DIRECTORY), -ENOTDIR);
}

static void names_that_cannot_be_are_refused(struct kunit *test)
{
	static const struct {
		const char *path;
		long err;
	} bad[] = {
		{ "t", -EINVAL },      { "/", -EINVAL },     { "/t/..", -EINVAL },
		{ "/t/./x", -EINVAL }, { "/t//x", -EINVAL }, { "/t/a/x", -ENOTDIR },
		{ "/t/a", -EEXIST },
	};
	struct inode *inode = new_test_inode(S_IFREG);

	KUNIT_ASSERT_NOT_NULL(test, inode);
	make_name(test, "/t/a");
	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ_MSG(test, PTR_ERR(dentry_create(bad[i].path, inode)), bad[i].err,
				    "%s", bad[i].path);
	iput(inode);
}

static void without_memory_no_name_is_left_half_made(struct kunit *test)
{
	bool done = true;

	make_name(test, "/t/first");
	for (unsigned long n = 1; done; n++) {
		struct inode *inode = new_test_inode(S_IFREG);
		struct dentry *d;

		KUNIT_ASSERT_NOT_NULL(test, inode);
		fail_nth_slab_alloc(n);
		d = dentry_create("/t/x/y/z", inode);
		done = fail_nth_slab_alloc_done();
		fail_nth_slab_alloc(0);
		if (IS_ERR(d)) {
			KUNIT_EXPECT_EQ(test, PTR_ERR(d), -ENOMEM);
			KUNIT_EXPECT_EQ(test, lookup("/t/x/y/z", 0), -ENOENT);
			iput(inode);
		}
	}
	KUNIT_EXPECT_EQ(test, lookup("/t/x/y/z", 0), 0);
}

/* ---- opening ---- */

static void a_file_without_write_is_read_only(struct kunit *test)
{
	struct file *file;

	make_name(test, "/t/a");
	file = filp_open("/t/a", O_RDONLY, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	KUNIT_EXPECT_STREQ(test, file->f_name, "/t/a");
	fput(file);
	KUNIT_EXPECT_EQ(test, released, 1U);
	KUNIT_EXPECT_EQ(test, PTR_ERR(filp_open("/t/a", O_WRONLY, 0)), -EROFS);
	KUNIT_EXPECT_EQ(test, PTR_ERR(filp_open("/t/a", O_TRUNC, 0)), -EROFS);
	KUNIT_EXPECT_EQ(test, PTR_ERR(filp_open("/t/new", O_CREAT, 0)), -EROFS);
	KUNIT_EXPECT_EQ(test, PTR_ERR(filp_open("/t/no/new", O_CREAT, 0)), -ENOENT);
	KUNIT_EXPECT_EQ(test, PTR_ERR(filp_open("/t/a", O_CREAT | O_EXCL, 0)), -EEXIST);
	KUNIT_EXPECT_EQ(test, PTR_ERR(filp_open("/t", O_RDWR, 0)), -EISDIR);
}

static void a_device_has_one_name(struct kunit *test)
{
	static const struct file_operations fops = {};

	KUNIT_EXPECT_EQ(test, register_chrdev_file("null", 0, &fops), -EEXIST);
}

static struct kunit_case file_cases[] = {
	KUNIT_CASE(the_lowest_free_number_is_taken),
	KUNIT_CASE(the_table_grows_and_is_copied_whole),
	KUNIT_CASE(the_last_reference_closes),
	KUNIT_CASE(without_memory_the_table_stays),
	KUNIT_CASE(pages_are_found_by_number),
	KUNIT_CASE(the_next_page_is_found_over_holes),
	KUNIT_CASE(truncation_keeps_what_lies_before),
	KUNIT_CASE(a_page_outlives_its_file),
	KUNIT_CASE(paths_lead_to_names),
	KUNIT_CASE(paths_that_lead_nowhere_say_why),
	KUNIT_CASE(names_that_cannot_be_are_refused),
	KUNIT_CASE(without_memory_no_name_is_left_half_made),
	KUNIT_CASE(a_file_without_write_is_read_only),
	KUNIT_CASE(a_device_has_one_name),
	{},
};

static struct kunit_suite file_suite = {
	.name = "file",
	.init = make_table,
	.exit = drop_table,
	.test_cases = file_cases,
};

kunit_test_suite(file_suite);
