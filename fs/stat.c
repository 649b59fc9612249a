/* SPDX-License-Identifier: MIT */
/*
 * What a file is, told in i386's two forms: struct stat64 and struct statx.
 *
 * There are no owners and no times: both read as 0, as those of a reproducible archive do.
 *
 * Tests: user/filetest.c
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

#include "files.h"

#define ROOT_DEV MKDEV(0, 2)

/* As struct stat64 packs a device number: the minor's upper bits above the major's. */
static u64 encode_dev(dev_t dev)
{
	return (MINOR(dev) & 0xff) | MAJOR(dev) << 8 | (MINOR(dev) & ~0xffU) << 12;
}

static u64 blocks_of(struct inode *inode)
{
	return (i_size_read(inode) + 511) >> 9;
}

/* ---- struct stat64 ---- */

static long write_stat64(struct inode *inode, struct stat64 __user *buf)
{
	struct stat64 st = {
		.st_dev = encode_dev(ROOT_DEV),
		.__st_ino = inode->i_ino,
		.st_mode = inode->i_mode,
		.st_nlink = inode->i_nlink,
		.st_rdev = encode_dev(inode->i_rdev),
		.st_size = i_size_read(inode),
		.st_blksize = PAGE_SIZE,
		.st_blocks = blocks_of(inode),
		.st_ino = inode->i_ino,
	};

	BUILD_BUG_ON(sizeof(st) != 96);
	return copy_to_user(buf, &st, sizeof(st)) ? -EFAULT : 0;
}

static long stat64_at(int dfd, const char __user *filename, struct stat64 __user *buf,
		      unsigned int flags)
{
	struct inode *inode = inode_at(dfd, filename, flags);
	long err;

	if (IS_ERR(inode))
		return PTR_ERR(inode);
	err = write_stat64(inode, buf);
	iput(inode);
	return err;
}

SYSCALL_DEFINE2(stat64, const char __user *, filename, struct stat64 __user *, buf)
{
	return stat64_at(AT_FDCWD, filename, buf, 0);
}

SYSCALL_DEFINE2(lstat64, const char __user *, filename, struct stat64 __user *, buf)
{
	return stat64_at(AT_FDCWD, filename, buf, AT_SYMLINK_NOFOLLOW);
}

SYSCALL_DEFINE2(fstat64, unsigned int, fd, struct stat64 __user *, buf)
{
	struct file *file = fget_raw(fd);
	long err;

	if (!file)
		return -EBADF;
	err = write_stat64(file->f_inode, buf);
	fput(file);
	return err;
}

#define STAT_FLAGS (AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH | AT_STATX_SYNC_TYPE)

SYSCALL_DEFINE4(fstatat64, int, dfd, const char __user *, filename, struct stat64 __user *, buf,
		int, flags)
{
	if (flags & ~STAT_FLAGS)
		return -EINVAL;
	return stat64_at(dfd, filename, buf, flags);
}

/* ---- struct statx ---- */

static long write_statx(struct inode *inode, struct statx __user *buf)
{
	struct statx st = {
		.stx_mask = STATX_BASIC_STATS,
		.stx_blksize = PAGE_SIZE,
		.stx_nlink = inode->i_nlink,
		.stx_mode = inode->i_mode,
		.stx_ino = inode->i_ino,
		.stx_size = i_size_read(inode),
		.stx_blocks = blocks_of(inode),
		.stx_rdev_major = MAJOR(inode->i_rdev),
		.stx_rdev_minor = MINOR(inode->i_rdev),
		.stx_dev_major = MAJOR(ROOT_DEV),
		.stx_dev_minor = MINOR(ROOT_DEV),
	};

	BUILD_BUG_ON(sizeof(st) != 256);
	return copy_to_user(buf, &st, sizeof(st)) ? -EFAULT : 0;
}

SYSCALL_DEFINE5(statx, int, dfd, const char __user *, filename, unsigned int, flags, unsigned int,
		mask, struct statx __user *, buf)
{
	struct inode *inode;
	long err;

	if (mask & STATX__RESERVED || flags & ~STAT_FLAGS ||
	    (flags & AT_STATX_SYNC_TYPE) == AT_STATX_SYNC_TYPE)
		return -EINVAL;
	inode = inode_at(dfd, filename, flags);
	if (IS_ERR(inode))
		return PTR_ERR(inode);
	err = write_statx(inode, buf);
	iput(inode);
	return err;
}
