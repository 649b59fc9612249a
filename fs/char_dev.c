/* SPDX-License-Identifier: MIT */
/*
 * Devices as files: a driver's operations get a name under /dev. Such an inode has no pages; it and its name
 * stay for ever.
 *
 * Tests: tests/fs/open_test.c
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>

int register_chrdev_file(const char *name, dev_t rdev, const struct file_operations *fops)
{
	struct inode *inode = new_inode(S_IFCHR | 0666);
	struct dentry *d;
	char path[5 + NAME_MAX + 1];

	if (!inode)
		return -ENOMEM;
	inode->i_rdev = rdev;
	inode->i_fop = fops;
	inode->i_free = destroy_inode;
	scnprintf(path, sizeof(path), "/dev/%s", name);
	d = dentry_create(path, inode);
	if (IS_ERR(d))
		iput(inode);
	return PTR_ERR_OR_ZERO(d);
}
