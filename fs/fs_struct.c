/* SPDX-License-Identifier: MIT */
/*
 * Where a process is in the tree, and what rights its new files do not get: chdir(), getcwd(), umask().
 *
 * Both belong to the process and go to its children; only the process itself changes them. A dentry stays
 * for ever, so the place needs no reference. Kernel threads are in "/".
 *
 * Tests: user/rofs.c.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

#include "files.h"

struct dentry *current_pwd(void)
{
	struct dentry *pwd = current->signal ? current->signal->pwd : NULL;

	return pwd ?: root_dentry;
}

SYSCALL_DEFINE1(chdir, const char __user *, filename)
{
	char *path = getname(filename);
	struct dentry *d;

	if (IS_ERR(path))
		return PTR_ERR(path);
	d = path_lookup(current_pwd(), path, LOOKUP_FOLLOW | LOOKUP_DIRECTORY);
	kfree(path);
	if (IS_ERR(d))
		return PTR_ERR(d);
	current->signal->pwd = d;
	return 0;
}

SYSCALL_DEFINE1(fchdir, unsigned int, fd)
{
	struct file *file = fget_raw(fd);
	int err = 0;

	if (!file)
		return -EBADF;
	if (S_ISDIR(file->f_inode->i_mode))
		current->signal->pwd = file->f_dentry;
	else
		err = -ENOTDIR;
	fput(file);
	return err;
}

/* Return: bytes, its NUL included. */
SYSCALL_DEFINE2(getcwd, char __user *, buf, unsigned long, size)
{
	const char *path = current_pwd()->d_path;
	unsigned long len = strlen(path) + 1;

	if (size < len)
		return -ERANGE;
	return copy_to_user(buf, path, len) ? -EFAULT : (long)len;
}

/* It cannot fail. */
SYSCALL_DEFINE1(umask, int, mask)
{
	umode_t old = current->signal->umask;

	current->signal->umask = mask & 0777;
	return old;
}
