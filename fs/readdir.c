/* SPDX-License-Identifier: MIT */
/*
 * Directories as files: their entries by getdents64(). The position is the number of the next entry; 0 and 1 are
 * "." and "..".
 *
 * Tests: user/filetest.c
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

#include "files.h"

struct entry {
	const struct inode *inode;
	const char *name;
};

/* False behind the last. */
static bool nth_entry(struct dentry *dir, unsigned int n, struct entry *e)
{
	struct dentry *d = n == 0 ? dir : n == 1 ? dir->d_parent : dentry_nth(dir, n - 2);

	if (!d)
		return false;
	e->inode = d->d_inode;
	e->name = n == 0 ? "." : n == 1 ? ".." : d->d_name;
	return true;
}

/* One record with its name and padding. Its length; -EINVAL if it does not fit, -EFAULT. */
static long put_entry(const struct entry *e, unsigned int next, void __user *buf, size_t room)
{
	size_t head = offsetof(struct linux_dirent64, d_name), name = strlen(e->name) + 1;
	struct linux_dirent64 record = {
		.d_ino = e->inode->i_ino,
		.d_off = next,
		.d_reclen = ALIGN(head + name, 8),
		.d_type = e->inode->i_mode >> 12,
	};

	if (record.d_reclen > room)
		return -EINVAL;
	if (copy_to_user(buf, &record, head) || copy_to_user(buf + head, e->name, name) ||
	    clear_user(buf + head + name, record.d_reclen - head - name))
		return -EFAULT;
	return record.d_reclen;
}

SYSCALL_DEFINE3(getdents64, unsigned int, fd, void __user *, buf, unsigned int, count)
{
	struct file *file = fget_pos(fd);
	size_t done = 0;
	struct entry e;
	long n = -ENOTDIR;

	if (IS_ERR(file))
		return PTR_ERR(file);
	if (S_ISDIR(file->f_inode->i_mode))
		for (n = 0; nth_entry(file->f_dentry, file->f_pos, &e); done += n, file->f_pos++) {
			n = put_entry(&e, file->f_pos + 1, buf + done, count - done);
			if (n < 0)
				break;
		}
	fput_pos(file);
	return done ? done : n;
}

static ssize_t read_directory(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	return -EISDIR;
}

const struct file_operations directory_fops = {
	.llseek = generic_file_llseek,
	.read = read_directory,
};
