/* SPDX-License-Identifier: MIT */
/*
 * Open files and inodes as objects: made, counted, given back with their last user.
 *
 * Mappings hold them, too: an area of a file has a reference, and the last munmap() may be what closes it.
 * So the last fput() comes here through file_hooks.
 *
 * Tests: tests/fs/file_test.c
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/slab.h>

static struct kmem_cache *filp_cache, *inode_cache;

/* An inode that has pages carries their mapping behind it. */
struct file_inode {
	struct inode inode;
	struct address_space mapping;
};

struct inode *new_inode(umode_t mode)
{
	static atomic_t next_ino = ATOMIC_INIT(ROOT_INO + 1);
	struct file_inode *new = kmem_cache_zalloc(inode_cache, GFP_KERNEL);

	if (!new)
		return NULL;
	new->inode.i_mode = mode;
	new->inode.i_ino = atomic_fetch_inc(&next_ino);
	new->inode.i_nlink = 1;
	spin_lock_init(&new->inode.i_lock);
	init_rwsem(&new->inode.i_rwsem);
	atomic_set(&new->inode.i_count, 1);
	if (S_ISREG(mode)) {
		new->inode.i_mapping = &new->mapping;
		new->mapping.host = &new->inode;
		mutex_init(&new->mapping.lock);
	}
	return &new->inode;
}

void destroy_inode(struct inode *inode)
{
	VM_BUG_ON(atomic_read(&inode->i_count));
	if (inode->i_mapping)
		truncate_inode_pages(inode->i_mapping, 0);
	kmem_cache_free(inode_cache, container_of(inode, struct file_inode, inode));
}

void iput(struct inode *inode)
{
	VM_BUG_ON(atomic_read(&inode->i_count) < 1);
	if (atomic_dec_and_test(&inode->i_count) && inode->i_free)
		inode->i_free(inode);
}

struct file *alloc_file(struct inode *inode, unsigned int flags, const struct file_operations *fop)
{
	struct file *file = kmem_cache_zalloc(filp_cache, GFP_KERNEL);

	VM_BUG_ON(!fop || atomic_read(&inode->i_count) < 1);
	if (!file) {
		iput(inode);
		return ERR_PTR(-ENOMEM);
	}
	file->f_inode = inode;
	file->f_op = fop;
	file->f_flags = flags;
	mutex_init(&file->f_pos_lock);
	file->f_name = inode->i_name;
	atomic_set(&file->f_count, 1);
	return file;
}

static void close_file(struct file *file)
{
	if (file->f_op->release)
		file->f_op->release(file->f_inode, file);
	iput(file->f_inode);
	kmem_cache_free(filp_cache, file);
}

static int __init file_table_init(void)
{
	filp_cache = KMEM_CACHE(file, SLAB_PANIC);
	inode_cache = KMEM_CACHE(file_inode, SLAB_PANIC);
	file_hooks.close = close_file;
	return 0;
}
core_initcall(file_table_init);
