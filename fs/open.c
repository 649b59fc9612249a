/* SPDX-License-Identifier: MIT */
/*
 * Opening: from a path and flags to an open file, and the other calls that begin with a path.
 *
 * The root file system is read-only: what would change it is -EROFS. A file is writable if its operations
 * can write, as a device's can.
 *
 * Tests: tests/fs/open_test.c, user/filetest.c
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

#include "files.h"

/* ---- from an inode to an open file ---- */

/* May it be opened like that? 0 or -errno. */
static int may_open(const struct inode *inode, unsigned int flags)
{
	bool write = flags & O_ACCMODE || flags & O_TRUNC;

	if (flags & O_PATH)
		return flags & O_DIRECTORY && !S_ISDIR(inode->i_mode) ? -ENOTDIR : 0;
	if (S_ISLNK(inode->i_mode))
		return -ELOOP;
	if (S_ISDIR(inode->i_mode))
		return write || flags & O_CREAT ? -EISDIR : 0;
	if (flags & O_DIRECTORY)
		return -ENOTDIR;
	if (S_ISCHR(inode->i_mode))
		return inode->i_fop ? 0 : -ENXIO;
	return write && !inode->i_fop->write ? -EROFS : 0;
}

int do_truncate(struct file *file, loff_t size)
{
	int err;

	if (!S_ISREG(file->f_inode->i_mode) || !file->f_op->truncate)
		return -EINVAL;
	err = inode_lock_killable(file->f_inode);
	if (err)
		return err;
	err = file->f_op->truncate(file, size);
	inode_unlock(file->f_inode);
	return err;
}

/* Of a file that must not be released, since it was not really opened: with O_PATH, or refused by its driver. */
static const struct file_operations no_fops;

/* What is left to do when there is a struct file. 0 or -errno. */
static int finish_open(struct file *file, unsigned int flags)
{
	int err = file->f_op->open ? file->f_op->open(file->f_inode, file) : 0;

	if (err)
		file->f_op = &no_fops;
	else if (flags & O_TRUNC && S_ISREG(file->f_inode->i_mode))
		err = do_truncate(file, 0);
	return err;
}

/* Takes over the reference to the inode. */
static struct file *open_inode(struct inode *inode, unsigned int flags)
{
	struct file *file = alloc_file(inode, flags & ~(O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC),
				       flags & O_PATH ? &no_fops : inode->i_fop);
	int err;

	if (IS_ERR(file) || flags & O_PATH)
		return file;
	err = finish_open(file, flags);
	if (!err)
		return file;
	fput(file);
	return ERR_PTR(err);
}

static struct file *open_dentry(struct dentry *d, unsigned int flags)
{
	int err = may_open(d->d_inode, flags);
	struct file *file;

	if (err)
		return ERR_PTR(err);
	file = open_inode(ihold(d->d_inode), flags);
	if (!IS_ERR(file)) {
		file->f_dentry = d;
		file->f_name = d->d_path;
	}
	return file;
}

/* A magic link is a link, too. 0 or -errno. */
static int may_follow(unsigned int flags)
{
	if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL))
		return -EEXIST;
	if (flags & O_NOFOLLOW)
		return flags & O_DIRECTORY ? -ENOTDIR : -ELOOP;
	return 0;
}

/* Opens once more what @old is open on, and drops @old. */
static struct file *reopen(struct file *old, unsigned int flags)
{
	int err = may_follow(flags) ?: may_open(old->f_inode, flags);
	struct file *file;

	if (err) {
		fput(old);
		return ERR_PTR(err);
	}
	file = open_inode(ihold(old->f_inode), flags);
	if (!IS_ERR(file)) {
		file->f_dentry = old->f_dentry;
		file->f_name = old->f_name;
	}
	fput(old);
	return file;
}

/* ---- from a path ---- */

/* "name/", not "./" or "../": O_CREAT makes no directory, and does not look whether there is one. */
static bool asks_for_directory(const char *path)
{
	const struct last last = last_of(path);

	return last.slash && last.type == LAST_NORM;
}

/* The name is not there. Where Linux could make it, the answer is -EROFS: here nothing can be made. */
static int may_create(struct dentry *base, const char *path)
{
	const struct last last = last_of(path);
	const struct dentry *folder = folder_of(base, path, &last);

	if (IS_ERR(folder))
		return PTR_ERR(folder);
	return last.slash ? -EISDIR : -EROFS;
}

static struct file *open_at(int dfd, const char *path, unsigned int flags)
{
	bool exclusive = (flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL);
	struct file *magic = magic_link(path);
	struct dentry *base, *d;

	if (IS_ERR(magic))
		return magic;
	if (magic)
		return reopen(magic, flags);
	base = base_of(dfd, path);
	if (IS_ERR(base))
		return ERR_CAST(base);
	if (flags & O_CREAT && asks_for_directory(path))
		return ERR_PTR(may_create(base, path));
	d = path_lookup(base, path, flags & O_NOFOLLOW || exclusive ? 0 : LOOKUP_FOLLOW);
	if (d == ERR_PTR(-ENOENT) && flags & O_CREAT)
		return ERR_PTR(may_create(base, path));
	if (IS_ERR(d))
		return ERR_CAST(d);
	return exclusive ? ERR_PTR(-EEXIST) : open_dentry(d, flags);
}

struct file *filp_open(const char *path, int flags, umode_t mode)
{
	return open_at(AT_FDCWD, path, flags);
}

static long do_open(int dfd, const char __user *filename, unsigned int flags)
{
	char *path = getname(filename);
	struct file *file;
	long fd;

	if (IS_ERR(path))
		return PTR_ERR(path);
	if (flags & O_PATH)
		flags &= O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC; /* the others are ignored */
	if ((flags & (O_CREAT | O_DIRECTORY)) == (O_CREAT | O_DIRECTORY))
		file = ERR_PTR(-EINVAL);
	else
		file = open_at(dfd, path, flags);
	kfree(path);
	if (IS_ERR(file))
		return PTR_ERR(file);
	fd = fd_install_new(current->files, file, flags);
	if (fd < 0)
		fput(file);
	return fd;
}

SYSCALL_DEFINE3(open, const char __user *, filename, int, flags, int, mode)
{
	return do_open(AT_FDCWD, filename, flags);
}

SYSCALL_DEFINE4(openat, int, dfd, const char __user *, filename, int, flags, int, mode)
{
	return do_open(dfd, filename, flags);
}

SYSCALL_DEFINE2(creat, const char __user *, filename, int, mode)
{
	return do_open(AT_FDCWD, filename, O_CREAT | O_WRONLY | O_TRUNC);
}

/* ---- other calls with a path ---- */

static struct inode *inode_of_fd(unsigned int fd)
{
	struct file *file = fget_raw(fd);
	struct inode *inode;

	if (!file)
		return ERR_PTR(-EBADF);
	inode = ihold(file->f_inode);
	fput(file);
	return inode;
}

static struct inode *inode_of_path(int dfd, const char *path, unsigned int flags)
{
	struct file *magic = flags & AT_SYMLINK_NOFOLLOW ? NULL : magic_link(path);
	struct dentry *d;
	struct inode *inode;

	if (IS_ERR(magic))
		return ERR_CAST(magic);
	if (magic) {
		inode = ihold(magic->f_inode);
		fput(magic);
		return inode;
	}
	d = base_of(dfd, path);
	if (!IS_ERR(d))
		d = path_lookup(d, path, flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW);
	return IS_ERR(d) ? ERR_CAST(d) : ihold(d->d_inode);
}

struct inode *inode_at(int dfd, const char __user *filename, unsigned int flags)
{
	char *path = getname_flags(filename, flags & AT_EMPTY_PATH);
	struct inode *inode;

	if (IS_ERR(path))
		return ERR_CAST(path);
	if (*path)
		inode = inode_of_path(dfd, path, flags);
	else if (dfd == AT_FDCWD)
		inode = ihold(current_pwd()->d_inode);
	else
		inode = inode_of_fd(dfd);
	kfree(path);
	return inode;
}

#define R_OK 4
#define W_OK 2
#define X_OK 1

/* Root may do everything, except execute what nobody may execute, and write what cannot be written. */
static int may_access(const struct inode *inode, unsigned int mode)
{
	if (mode & W_OK && !S_ISCHR(inode->i_mode) && !inode->i_fop->write)
		return -EROFS;
	if (mode & X_OK && !S_ISDIR(inode->i_mode) && !(inode->i_mode & S_IXUGO))
		return -EACCES;
	return 0;
}

static long do_access(int dfd, const char __user *filename, unsigned int mode, unsigned int flags)
{
	struct inode *inode;
	int err;

	if (mode & ~(R_OK | W_OK | X_OK))
		return -EINVAL;
	if (flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	inode = inode_at(dfd, filename, flags);
	if (IS_ERR(inode))
		return PTR_ERR(inode);
	err = may_access(inode, mode);
	iput(inode);
	return err;
}

SYSCALL_DEFINE2(access, const char __user *, filename, int, mode)
{
	return do_access(AT_FDCWD, filename, mode, 0);
}

SYSCALL_DEFINE3(faccessat, int, dfd, const char __user *, filename, int, mode)
{
	return do_access(dfd, filename, mode, 0);
}

SYSCALL_DEFINE4(faccessat2, int, dfd, const char __user *, filename, int, mode, int, flags)
{
	return do_access(dfd, filename, mode, flags);
}

/* What a link says, to user memory: bytes, or -errno. */
static long read_link(int dfd, const char *path, char __user *buf, int size)
{
	struct dentry *base, *d;
	struct file *magic = magic_link(path);
	const char *target;
	long n;

	if (IS_ERR(magic))
		return PTR_ERR(magic);
	if (magic) {
		target = magic->f_name ?: "/";
	} else {
		base = base_of(dfd, path);
		d = IS_ERR(base) ? base : path_lookup(base, path, 0);
		if (IS_ERR(d))
			return PTR_ERR(d);
		if (!S_ISLNK(d->d_inode->i_mode))
			return -EINVAL;
		target = d->d_inode->i_link;
	}
	n = min_t(size_t, strlen(target), size);
	if (copy_to_user(buf, target, n))
		n = -EFAULT;
	if (magic)
		fput(magic);
	return n;
}

static long do_readlink(int dfd, const char __user *filename, char __user *buf, int size)
{
	char *path;
	long n;

	if (size <= 0)
		return -EINVAL;
	path = getname(filename);
	if (IS_ERR(path))
		return PTR_ERR(path);
	n = read_link(dfd, path, buf, size);
	kfree(path);
	return n;
}

SYSCALL_DEFINE3(readlink, const char __user *, filename, char __user *, buf, int, size)
{
	return do_readlink(AT_FDCWD, filename, buf, size);
}

SYSCALL_DEFINE4(readlinkat, int, dfd, const char __user *, filename, char __user *, buf, int, size)
{
	return do_readlink(dfd, filename, buf, size);
}
