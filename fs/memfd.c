/* SPDX-License-Identifier: MIT */
/*
 * memfd_create(): a file without a name that can be written, mapped and executed; and ftruncate(), which is
 * for such files alone, since all others are read-only.
 *
 * Tests: user/filetest.c
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

#include "files.h"

#define PREFIX	  "/memfd:"
#define SUFFIX	  " (deleted)"
#define NAME_ROOM 250 /* with the NUL: with the prefix a NAME_MAX */

static void free_memfd(struct inode *inode)
{
	const char *name = inode->i_name;

	destroy_inode(inode);
	kfree(name);
}

/* "/memfd:NAME (deleted)", or ERR_PTR. */
static char *make_name(const char __user *name)
{
	char *full = kmalloc(sizeof(PREFIX) + NAME_ROOM + sizeof(SUFFIX), GFP_KERNEL);
	char *end = full + sizeof(PREFIX) - 1;
	long len;

	if (!full)
		return ERR_PTR(-ENOMEM);
	memcpy(full, PREFIX, sizeof(PREFIX));
	len = strncpy_from_user(end, name, NAME_ROOM);
	if (len < 0 || len == NAME_ROOM) {
		kfree(full);
		return ERR_PTR(len < 0 ? len : -EINVAL);
	}
	memcpy(end + len, SUFFIX, sizeof(SUFFIX));
	return full;
}

SYSCALL_DEFINE2(memfd_create, const char __user *, uname, unsigned int, flags)
{
	struct file *file;
	char *name;
	int fd;

	if (flags & ~(MFD_CLOEXEC | MFD_ALLOW_SEALING))
		return -EINVAL;
	name = make_name(uname);
	if (IS_ERR(name))
		return PTR_ERR(name);
	file = shmem_file_setup(name, 0, 0);
	if (IS_ERR(file)) {
		kfree(name);
		return PTR_ERR(file);
	}
	file->f_inode->i_free = free_memfd;
	file->f_flags |= O_LARGEFILE;
	fd = fd_install_new(current->files, file, flags & MFD_CLOEXEC ? O_CLOEXEC : 0);
	if (fd < 0)
		fput(file);
	return fd;
}

static long do_ftruncate(unsigned int fd, loff_t size)
{
	struct file *file;
	long err = -EINVAL;

	if (size < 0)
		return -EINVAL;
	file = fget(fd);
	if (!file)
		return -EBADF;
	if (file_is_writable(file))
		err = do_truncate(file, size);
	fput(file);
	return err;
}

SYSCALL_DEFINE2(ftruncate, unsigned int, fd, long, size)
{
	return do_ftruncate(fd, size);
}

SYSCALL_DEFINE3(ftruncate64, unsigned int, fd, u32, low, u32, high)
{
	return do_ftruncate(fd, (u64)high << 32 | low);
}
