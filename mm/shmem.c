/* SPDX-License-Identifier: MIT */
/*
 * Shared anonymous memory: a file without a name, whose pages are made, all zeroes, when somebody touches
 * them. Every area that maps it finds the same page by its number; the last area to go takes the file along,
 * and the file its pages.
 *
 * Locks: mapping->lock while a page is made, below mmap_lock. Tests: tests/mm/shmem_test.c.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/mm.h>

#include "vma.h"

static int shmem_mmap(struct file *file, struct vm_area_struct *vma)
{
	return 0;
}

const struct file_operations shmem_file_operations = { .mmap = shmem_mmap };

int shmem_get_page(struct address_space *mapping, unsigned long index, struct page **pagep)
{
	struct page *page;
	int err = 0;

	mutex_lock(&mapping->lock);
	*pagep = find_get_page(mapping, index); /* somebody may have been faster */
	if (!*pagep) {
		err = -ENOMEM;
		page = alloc_page(GFP_HIGHUSER);
		if (page) {
			clear_highpage(page);
			err = add_to_page_cache(page, mapping, index);
			if (err)
				put_page(page);
			else
				*pagep = page;
		}
	}
	mutex_unlock(&mapping->lock);
	return err;
}

struct file *shmem_file_setup(const char *name, loff_t size, unsigned long flags)
{
	struct inode *inode = new_inode(S_IFREG | 0777);

	if (!inode)
		return ERR_PTR(-ENOMEM);
	inode->i_name = name;
	inode->i_size = size;
	inode->i_fop = &shmem_file_operations;
	inode->i_free = destroy_inode;
	return alloc_file(inode, O_RDWR, &shmem_file_operations);
}
