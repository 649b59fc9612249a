/* SPDX-License-Identifier: MIT */
/*
 * The pages of files: struct address_space, filled, looked up, read from, emptied.
 *
 * Two levels of tables, as the CPU's own: number 0x12345 is slots[0x48][0x345]. Tables are made when a page
 * first needs them and go with the mapping. Looking up takes no lock: a slot is one word, and only the last
 * user of the mapping empties it (truncate).
 *
 * Tests: tests/mm/user/filemap_test.c, tests/fs/file_test.c
 */
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

struct file_hooks file_hooks;

#define TABLE_SHIFT 10
#define TABLE_SIZE  (1UL << TABLE_SHIFT)
#define MAX_PAGES   (TABLE_SIZE << TABLE_SHIFT)

/* The slot of a page; NULL where there is no table. */
static struct page **slot_of(struct address_space *mapping, unsigned long index)
{
	if (index >= MAX_PAGES || !mapping->slots || !mapping->slots[index >> TABLE_SHIFT])
		return NULL;
	return &mapping->slots[index >> TABLE_SHIFT][index & (TABLE_SIZE - 1)];
}

struct page *find_get_page(struct address_space *mapping, unsigned long index)
{
	struct page **slot = slot_of(mapping, index), *page = slot ? *slot : NULL;

	if (page) {
		VM_BUG_ON_PAGE(page->mapping != mapping || page->index != index, page);
		get_page(page);
	}
	return page;
}

struct page *find_get_next_page(struct address_space *mapping, unsigned long *index)
{
	while (*index < MAX_PAGES && mapping->slots) {
		struct page *page = find_get_page(mapping, *index);

		if (page)
			return page;
		if (mapping->slots[*index >> TABLE_SHIFT])
			++*index;
		else
			*index = (*index | (TABLE_SIZE - 1)) + 1;
	}
	return NULL;
}

/* May pages come and go? Under the lock, or when nobody else has the file, and so the mapping. */
static __maybe_unused bool mapping_may_change(const struct address_space *mapping)
{
	return lockdep_is_held(&mapping->lock) || atomic_read(&mapping->host->i_count) <= 1;
}

/* ---- filling ---- */

static void *new_table(void)
{
	return (void *)get_zeroed_page(GFP_KERNEL);
}

static struct page **make_slot(struct address_space *mapping, unsigned long index)
{
	struct page ***table;

	if (!mapping->slots && !(mapping->slots = new_table()))
		return NULL;
	table = &mapping->slots[index >> TABLE_SHIFT];
	if (!*table && !(*table = new_table()))
		return NULL;
	return slot_of(mapping, index);
}

int add_to_page_cache(struct page *page, struct address_space *mapping, unsigned long index)
{
	struct page **slot;

	VM_BUG_ON(!mapping_may_change(mapping));
	if (index >= MAX_PAGES)
		return -EFBIG;
	slot = make_slot(mapping, index);
	if (!slot)
		return -ENOMEM;
	if (*slot)
		return -EEXIST;
	VM_BUG_ON_PAGE(page->mapping || page_ref_count(page) < 1, page);
	get_page(page);
	page->mapping = mapping;
	page->index = index;
	*slot = page;
	mapping->nrpages++;
	return 0;
}

int filemap_get_page(struct address_space *mapping, unsigned long index, struct page **pagep)
{
	struct page *page;
	int err = 0;

	mutex_lock(&mapping->lock);
	*pagep = find_get_page(mapping, index); /* another task may have been faster */
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

/* ---- emptying ---- */

static void drop_page(struct address_space *mapping, struct page **slot)
{
	struct page *page = *slot;

	VM_BUG_ON_PAGE(page->mapping != mapping || page_mapcount(page), page);
	*slot = NULL;
	mapping->nrpages--;
	page->mapping = NULL;
	put_page(page);
}

static void empty_table(struct address_space *mapping, struct page **table, unsigned long from)
{
	for (unsigned long i = from; i < TABLE_SIZE; i++)
		if (table[i])
			drop_page(mapping, &table[i]);
}

void truncate_inode_pages(struct address_space *mapping, unsigned long start)
{
	unsigned long first = start >> TABLE_SHIFT, from = start & (TABLE_SIZE - 1);

	VM_BUG_ON(!mapping_may_change(mapping));
	if (!mapping->slots)
		return;
	for (unsigned long t = first; t < TABLE_SIZE; t++, from = 0) {
		if (!mapping->slots[t])
			continue;
		empty_table(mapping, mapping->slots[t], from);
		if (from)
			continue;
		free_page((unsigned long)mapping->slots[t]);
		mapping->slots[t] = NULL;
	}
	if (start)
		return;
	free_page((unsigned long)mapping->slots);
	mapping->slots = NULL;
}

/* ---- reading ---- */

/* Of @count bytes at @pos, how many lie in the file and in the page of @pos. */
static size_t bytes_in_page(struct inode *inode, loff_t pos, size_t count)
{
	size_t in_page = PAGE_SIZE - ((unsigned long)pos & ~PAGE_MASK);
	loff_t size = i_size_read(inode);

	if (pos < 0 || pos >= size)
		return 0;
	return min3((u64)count, (u64)in_page, (u64)(size - pos));
}

/* Hands over a part of one page, or zeroes where it is not present. Bytes that arrived. */
static size_t read_page(struct address_space *mapping, loff_t pos, char __user *buf, size_t n)
{
	struct page *page = find_get_page(mapping, pos >> PAGE_SHIFT);
	unsigned long left;
	char *addr;

	if (!page)
		return n - clear_user(buf, n);
	addr = kmap_local_page(page);
	left = copy_to_user(buf, addr + ((unsigned long)pos & ~PAGE_MASK), n);
	kunmap_local(addr);
	put_page(page);
	return n - left;
}

ssize_t generic_file_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	struct inode *inode = file->f_inode;
	loff_t pos = *ppos;
	size_t done = 0, n, got;
	int err = 0;

	while (!err && (n = bytes_in_page(inode, pos + done, count - done))) {
		if (fatal_signal_pending(current)) {
			err = -EINTR;
			break;
		}
		got = read_page(inode->i_mapping, pos + done, buf + done, n);
		done += got;
		if (got < n)
			err = -EFAULT;
	}
	*ppos = pos + done;
	return done ?: err;
}

ssize_t kernel_read(struct file *file, void *buf, size_t count, loff_t *ppos)
{
	struct address_space *mapping = file->f_inode->i_mapping;
	loff_t pos = *ppos;
	size_t done = 0, n;

	if (!mapping)
		return -EINVAL;
	while ((n = bytes_in_page(file->f_inode, pos, count - done))) {
		struct page *page = find_get_page(mapping, pos >> PAGE_SHIFT);

		if (page) {
			memcpy_from_page(buf + done, page, (unsigned long)pos & ~PAGE_MASK, n);
			put_page(page);
		} else {
			memset(buf + done, 0, n);
		}
		done += n;
		pos += n;
	}
	*ppos = pos;
	return done;
}

/* ---- mapping ---- */

int generic_file_mmap(struct file *file, struct vm_area_struct *vma)
{
	VM_BUG_ON_VMA(vma->vm_file != file || !file->f_inode->i_mapping, vma);
	return 0;
}
