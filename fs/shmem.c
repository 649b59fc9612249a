/* SPDX-License-Identifier: MIT */
/*
 * Shared anonymous memory: a file without a name, whose pages are made, all zeroes, when they are first touched.
 * Every area that maps it finds the same page by its number; with the last area the file goes, and with the
 * file its pages.
 *
 * Locks: inode_lock(), which the callers take, where the size changes, above mmap_lock; mapping->lock while
 * a page is made, below it. Tests: tests/mm/user/memory_test.c, tests/fs/append_test.c, user/filetest.c.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>

#define MAX_SIZE (1LL << 32) /* what numbers of pages reach (mm/user/filemap.c) */

/* ---- written to, read from, changed in size: memfd_create()'s ---- */

/* Bytes from user memory into one page; how many arrived, or -errno. */
static ssize_t write_page(struct address_space *mapping, loff_t pos, const char __user *buf,
			  size_t n)
{
	struct page *page = find_get_page(mapping, pos >> PAGE_SHIFT);
	unsigned long left;
	char *addr;
	int err;

	if (!page && (err = filemap_get_page(mapping, pos >> PAGE_SHIFT, &page)))
		return err;
	addr = kmap_local_page(page);
	left = copy_from_user(addr + offset_in_page((unsigned long)pos), buf, n);
	kunmap_local(addr);
	put_page(page);
	return left < n ? n - left : -EFAULT;
}

/* Page after page, until one is not filled. Bytes written, or -errno if there are none. */
static ssize_t write_pages(struct inode *inode, loff_t pos, const char __user *buf, size_t count)
{
	size_t done = 0, n;
	ssize_t got;

	do {
		if (fatal_signal_pending(current))
			return done ?: -EINTR;
		n = min_t(size_t, count - done, PAGE_SIZE - offset_in_page((unsigned long)pos));
		got = write_page(inode->i_mapping, pos, buf + done, n);
		if (got < 0)
			return done ?: got;
		done += got;
		pos += got;
		if (pos > i_size_read(inode))
			i_size_write(inode, pos);
	} while (got == n && done < count);
	return done;
}

static ssize_t shmem_write(struct file *file, const char __user *buf, size_t count, loff_t *ppos)
{
	loff_t pos = file->f_flags & O_APPEND ? i_size_read(file->f_inode) : *ppos;
	ssize_t done;

	lockdep_assert_held_write(&file->f_inode->i_rwsem);
	if (!count)
		return 0;
	if (pos >= MAX_SIZE)
		return -EFBIG;
	done = write_pages(file->f_inode, pos, buf, min_t(u64, count, MAX_SIZE - pos));
	if (done > 0)
		*ppos = pos + done;
	return done;
}

/* What lies behind a smaller size reads as zeroes when the file grows again; its pages may be mapped, and stay. */
static int shmem_truncate(struct file *file, loff_t size)
{
	struct inode *inode = file->f_inode;
	unsigned long index = size >> PAGE_SHIFT;
	size_t offset = offset_in_page((unsigned long)size);
	loff_t old = i_size_read(inode);
	struct page *page;

	lockdep_assert_held_write(&inode->i_rwsem);
	if (size > MAX_SIZE)
		return -EFBIG;
	i_size_write(inode, size);
	for (; size < old && (page = find_get_next_page(inode->i_mapping, &index)); index++) {
		if (index != size >> PAGE_SHIFT)
			offset = 0;
		memzero_page(page, offset, PAGE_SIZE - offset);
		put_page(page);
	}
	return 0;
}

static const struct file_operations shmem_file_operations = {
	.llseek = generic_file_llseek,
	.read = generic_file_read,
	.write = shmem_write,
	.mmap = generic_file_mmap,
	.truncate = shmem_truncate,
};

/* ---- made ---- */

struct file *shmem_file_setup(const char *name, loff_t size, unsigned long flags)
{
	struct inode *inode = new_inode(S_IFREG | 0777);

	if (!inode)
		return ERR_PTR(-ENOMEM);
	inode->i_name = name;
	inode->i_size = size;
	inode->i_mapping->is_shmem = true;
	inode->i_fop = &shmem_file_operations;
	inode->i_free = destroy_inode;
	return alloc_file(inode, O_RDWR, &shmem_file_operations);
}

static struct file *shmem_zero_setup(loff_t size)
{
	return shmem_file_setup("/dev/zero (deleted)", size, 0);
}

static int __init shmem_init(void)
{
	file_hooks.shmem_zero_setup = shmem_zero_setup;
	return 0;
}
core_initcall(shmem_init);
