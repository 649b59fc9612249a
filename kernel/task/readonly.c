/* SPDX-License-Identifier: MIT */
/*
 * Calls that would change the tree, which is read-only: each fails as it does on Linux where a file system is mounted
 * read-only. What Linux looks at before it asks whether it may write is looked at here in the same order, so a program
 * learns that a name is taken (-EEXIST) or its folder missing (-ENOENT) before it learns that nothing can be changed
 * (-EROFS):
 *
 *	makes a name	mkdir mknod link symlink	-EEXIST if it is there, else -EROFS
 *	takes one away	unlink rmdir rename		-EROFS, whether it is there or not; its folder must be
 *	changes a file	chmod chown truncate utime	-ENOENT if it is not there, else -EROFS
 *
 * Tests: user/rofs.c.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <uapi/linux/time.h>

#include "files.h"

/* ---- the last part of a path ---- */

enum last_type { LAST_NORM, LAST_ROOT, LAST_DOT, LAST_DOTDOT };

struct last {
	struct dentry *dir; /* which it is in */
	char *path;	    /* for kfree() */
	const char *name;   /* within the path, its slashes taken off */
	size_t len;
	bool slash; /* there were some: it must be a directory */
	enum last_type type;
};

static enum last_type type_of(const struct last *last)
{
	if (!last->len)
		return LAST_ROOT;
	if (last->len == 1 && last->name[0] == '.')
		return LAST_DOT;
	return last->len == 2 && !memcmp(last->name, "..", 2) ? LAST_DOTDOT : LAST_NORM;
}

static struct dentry *folder_of(int dfd, char *path, const struct last *last)
{
	struct dentry *base = base_of(dfd, path);
	size_t len = last->name - path;
	char *parent;

	if (IS_ERR(base) || !len)
		return base;
	parent = kmemdup_nul(path, len, GFP_KERNEL);
	if (!parent)
		return ERR_PTR(-ENOMEM);
	base = path_lookup(base, parent, LOOKUP_FOLLOW | LOOKUP_DIRECTORY);
	kfree(parent);
	return base;
}

/* 0, and the path is to be freed; or -errno. */
static int find_last(int dfd, const char __user *filename, struct last *last)
{
	char *path = getname(filename), *end;

	if (IS_ERR(path))
		return PTR_ERR(path);
	for (end = path + strlen(path); end > path && end[-1] == '/'; end--)
		last->slash = true;
	for (last->name = end; last->name > path && last->name[-1] != '/'; last->name--)
		last->len++;
	last->path = path;
	last->type = type_of(last);
	last->dir = folder_of(dfd, path, last);
	if (!IS_ERR(last->dir))
		return 0;
	kfree(path);
	return PTR_ERR(last->dir);
}

/* ---- names that would be made ---- */

static int may_make(const struct last *last, bool is_folder)
{
	if (last->type != LAST_NORM)
		return -EEXIST;
	if (last->len > NAME_MAX)
		return -ENAMETOOLONG;
	if (dentry_lookup(last->dir, last->name, last->len))
		return -EEXIST;
	return last->slash && !is_folder ? -ENOENT : -EROFS;
}

static int make(int dfd, const char __user *filename, bool is_folder)
{
	struct last last = {};
	int err = find_last(dfd, filename, &last);

	if (err)
		return err;
	err = may_make(&last, is_folder);
	kfree(last.path);
	return err;
}

SYSCALL_DEFINE2(mkdir, const char __user *, path, int, mode)
{
	return make(AT_FDCWD, path, true);
}

SYSCALL_DEFINE3(mkdirat, int, dfd, const char __user *, path, int, mode)
{
	return make(dfd, path, true);
}

static int do_mknod(int dfd, const char __user *path, umode_t mode)
{
	switch (mode & S_IFMT) {
	case 0:
	case S_IFREG:
	case S_IFCHR:
	case S_IFBLK:
	case S_IFIFO:
	case S_IFSOCK:
		return make(dfd, path, false);
	case S_IFDIR:
		return -EPERM;
	}
	return -EINVAL;
}

SYSCALL_DEFINE3(mknod, const char __user *, path, umode_t, mode, unsigned int, dev)
{
	return do_mknod(AT_FDCWD, path, mode);
}

SYSCALL_DEFINE4(mknodat, int, dfd, const char __user *, path, umode_t, mode, unsigned int, dev)
{
	return do_mknod(dfd, path, mode);
}

static int do_symlink(const char __user *target, int dfd, const char __user *path)
{
	char *text = getname(target);

	if (IS_ERR(text))
		return PTR_ERR(text);
	kfree(text);
	return make(dfd, path, false);
}

SYSCALL_DEFINE2(symlink, const char __user *, target, const char __user *, path)
{
	return do_symlink(target, AT_FDCWD, path);
}

SYSCALL_DEFINE3(symlinkat, const char __user *, target, int, dfd, const char __user *, path)
{
	return do_symlink(target, dfd, path);
}

static int do_link(int olddfd, const char __user *old, int dfd, const char __user *path, int flags)
{
	struct inode *inode;

	if (flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	inode = inode_at(olddfd, old,
			 (flags & AT_SYMLINK_FOLLOW ? 0 : AT_SYMLINK_NOFOLLOW) |
				 (flags & AT_EMPTY_PATH));
	if (IS_ERR(inode))
		return PTR_ERR(inode);
	iput(inode);
	return make(dfd, path, false);
}

SYSCALL_DEFINE2(link, const char __user *, old, const char __user *, path)
{
	return do_link(AT_FDCWD, old, AT_FDCWD, path, 0);
}

SYSCALL_DEFINE5(linkat, int, olddfd, const char __user *, old, int, dfd, const char __user *, path,
		int, flags)
{
	return do_link(olddfd, old, dfd, path, flags);
}

/* ---- names that would go ---- */

/* @errors: for what is no ordinary name: the root, ".", "..". */
static int take_away(int dfd, const char __user *filename, const int errors[])
{
	struct last last = {};
	int err = find_last(dfd, filename, &last);

	if (err)
		return err;
	kfree(last.path);
	return last.type == LAST_NORM ? -EROFS : errors[last.type];
}

static const int unlink_errors[] = { 0, -EISDIR, -EISDIR, -EISDIR };
static const int rmdir_errors[] = { 0, -EBUSY, -EINVAL, -ENOTEMPTY };
static const int rename_errors[] = { 0, -EBUSY, -EBUSY, -EBUSY };

SYSCALL_DEFINE1(unlink, const char __user *, path)
{
	return take_away(AT_FDCWD, path, unlink_errors);
}

SYSCALL_DEFINE1(rmdir, const char __user *, path)
{
	return take_away(AT_FDCWD, path, rmdir_errors);
}

#define AT_REMOVEDIR 0x200

SYSCALL_DEFINE3(unlinkat, int, dfd, const char __user *, path, int, flags)
{
	if (flags & ~AT_REMOVEDIR)
		return -EINVAL;
	return take_away(dfd, path, flags ? rmdir_errors : unlink_errors);
}

#define RENAME_NOREPLACE 1
#define RENAME_EXCHANGE	 2
#define RENAME_WHITEOUT	 4

/* Both folders are looked for before either name is looked at. */
static int do_rename(int olddfd, const char __user *old, int newdfd, const char __user *new,
		     unsigned int flags)
{
	struct last from = {}, to = {};
	int err;

	if (flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE | RENAME_WHITEOUT) ||
	    (flags & RENAME_EXCHANGE && flags & (RENAME_NOREPLACE | RENAME_WHITEOUT)))
		return -EINVAL;
	err = find_last(olddfd, old, &from);
	if (err)
		return err;
	err = find_last(newdfd, new, &to);
	if (!err) {
		kfree(to.path);
		err = rename_errors[from.type];
		if (!err && to.type != LAST_NORM)
			err = flags & RENAME_NOREPLACE ? -EEXIST : -EBUSY;
	}
	kfree(from.path);
	return err ?: -EROFS;
}

SYSCALL_DEFINE2(rename, const char __user *, old, const char __user *, new)
{
	return do_rename(AT_FDCWD, old, AT_FDCWD, new, 0);
}

SYSCALL_DEFINE4(renameat, int, olddfd, const char __user *, old, int, newdfd, const char __user *,
		new)
{
	return do_rename(olddfd, old, newdfd, new, 0);
}

SYSCALL_DEFINE5(renameat2, int, olddfd, const char __user *, old, int, newdfd, const char __user *,
		new, unsigned int, flags)
{
	return do_rename(olddfd, old, newdfd, new, flags);
}

/* ---- files that would change ---- */

static int change(int dfd, const char __user *filename, unsigned int flags)
{
	struct inode *inode = inode_at(dfd, filename, flags);

	if (IS_ERR(inode))
		return PTR_ERR(inode);
	iput(inode);
	return -EROFS;
}

static int change_fd(unsigned int fd)
{
	struct file *file = fget(fd);

	if (!file)
		return -EBADF;
	fput(file);
	return -EROFS;
}

static int change_at(int dfd, const char __user *path, unsigned int flags)
{
	return flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH) ? -EINVAL : change(dfd, path, flags);
}

SYSCALL_DEFINE2(chmod, const char __user *, path, umode_t, mode)
{
	return change(AT_FDCWD, path, 0);
}

SYSCALL_DEFINE3(fchmodat, int, dfd, const char __user *, path, umode_t, mode)
{
	return change(dfd, path, 0);
}

SYSCALL_DEFINE2(fchmod, unsigned int, fd, umode_t, mode)
{
	return change_fd(fd);
}

/* The calls with 32 in their names came when user numbers grew beyond 16 bits. */
#define CHOWN(name, flags)                                                                         \
	SYSCALL_DEFINE3(name, const char __user *, path, unsigned int, user, unsigned int, group)  \
	{                                                                                          \
		return change(AT_FDCWD, path, flags);                                              \
	}
CHOWN(chown, 0)
CHOWN(chown32, 0)
CHOWN(lchown, AT_SYMLINK_NOFOLLOW)
CHOWN(lchown32, AT_SYMLINK_NOFOLLOW)

SYSCALL_DEFINE3(fchown, unsigned int, fd, unsigned int, user, unsigned int, group)
{
	return change_fd(fd);
}

SYSCALL_DEFINE3(fchown32, unsigned int, fd, unsigned int, user, unsigned int, group)
{
	return change_fd(fd);
}

SYSCALL_DEFINE5(fchownat, int, dfd, const char __user *, path, unsigned int, user, unsigned int,
		group, int, flags)
{
	return change_at(dfd, path, flags);
}

static int do_truncate_path(const char __user *path, s64 size)
{
	struct inode *inode;
	int err = -EROFS;

	if (size < 0)
		return -EINVAL;
	inode = inode_at(AT_FDCWD, path, 0);
	if (IS_ERR(inode))
		return PTR_ERR(inode);
	if (S_ISDIR(inode->i_mode))
		err = -EISDIR;
	else if (!S_ISREG(inode->i_mode))
		err = -EINVAL;
	iput(inode);
	return err;
}

SYSCALL_DEFINE2(truncate, const char __user *, path, long, size)
{
	return do_truncate_path(path, size);
}

SYSCALL_DEFINE3(truncate64, const char __user *, path, u32, low, u32, high)
{
	return do_truncate_path(path, (u64)high << 32 | low);
}

/* ---- times ---- */

SYSCALL_DEFINE2(utime, const char __user *, path, const s32 __user *, times)
{
	s32 values[2];

	if (times && copy_from_user(values, times, sizeof(values)))
		return -EFAULT;
	return change(AT_FDCWD, path, 0);
}

static int do_utimes(int dfd, const char __user *path, const struct old_timeval __user *times)
{
	struct old_timeval tv[2];

	if (times) {
		if (copy_from_user(tv, times, sizeof(tv)))
			return -EFAULT;
		if ((u32)tv[0].tv_usec >= USEC_PER_SEC || (u32)tv[1].tv_usec >= USEC_PER_SEC)
			return -EINVAL;
	}
	return change(dfd, path, 0);
}

SYSCALL_DEFINE2(utimes, const char __user *, path, const struct old_timeval __user *, times)
{
	return do_utimes(AT_FDCWD, path, times);
}

SYSCALL_DEFINE3(futimesat, int, dfd, const char __user *, path, const struct old_timeval __user *,
		times)
{
	return path ? do_utimes(dfd, path, times) : change_fd(dfd);
}

#define UTIME_NOW  0x3fffffff
#define UTIME_OMIT 0x3ffffffe

/* @access, @modified: the nanoseconds, in which two numbers have a meaning. */
static int do_utimensat(int dfd, const char __user *path, u32 access, u32 modified, int flags)
{
	if ((access >= NSEC_PER_SEC && access != UTIME_NOW && access != UTIME_OMIT) ||
	    (modified >= NSEC_PER_SEC && modified != UTIME_NOW && modified != UTIME_OMIT))
		return -EINVAL;
	if (access == UTIME_OMIT && modified == UTIME_OMIT)
		return 0; /* nothing to do, wherever */
	if (!path)
		return flags ? -EINVAL : change_fd(dfd);
	return change_at(dfd, path, flags);
}

SYSCALL_DEFINE4(utimensat, int, dfd, const char __user *, path,
		const struct old_timespec32 __user *, times, int, flags)
{
	struct old_timespec32 ts[2] = {};

	if (times && copy_from_user(ts, times, sizeof(ts)))
		return -EFAULT;
	return do_utimensat(dfd, path, ts[0].tv_nsec, ts[1].tv_nsec, flags);
}

SYSCALL_DEFINE4(utimensat_time64, int, dfd, const char __user *, path,
		const struct __kernel_timespec __user *, times, int, flags)
{
	struct __kernel_timespec ts[2] = {};

	if (times && copy_from_user(ts, times, sizeof(ts)))
		return -EFAULT;
	return do_utimensat(dfd, path, ts[0].tv_nsec, ts[1].tv_nsec, flags);
}

/* ---- what is on its way to a disk: nothing ever is ---- */

SYSCALL_DEFINE0(sync)
{
	return 0;
}

static int do_fsync(unsigned int fd)
{
	struct file *file = fget(fd);
	int err;

	if (!file)
		return -EBADF;
	err = S_ISCHR(file->f_inode->i_mode) ? -EINVAL : 0;
	fput(file);
	return err;
}

SYSCALL_DEFINE1(fsync, unsigned int, fd)
{
	return do_fsync(fd);
}

SYSCALL_DEFINE1(fdatasync, unsigned int, fd)
{
	return do_fsync(fd);
}
