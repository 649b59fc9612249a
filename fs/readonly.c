/* SPDX-License-Identifier: MIT */
/*
 * Calls that would change the tree, which is read-only: each fails as it does on Linux where a file system
 * is mounted read-only. What Linux looks at before it asks whether it may write is looked at here in the
 * same order, so a program learns that a name is taken (-EEXIST) or its folder missing (-ENOENT) before it
 * learns that nothing can be changed (-EROFS):
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

/* ---- a name, and where it is ---- */

struct place {
	char *path;	       /* for kfree() */
	struct last last;      /* of it */
	struct dentry *folder; /* that the name is in */
};

/* 0, and the path is to be freed; or -errno. */
static int find_place(int dfd, const char __user *filename, struct place *place)
{
	char *path = getname(filename);
	struct dentry *base;

	if (IS_ERR(path))
		return PTR_ERR(path);
	place->path = path;
	place->last = last_of(path);
	base = base_of(dfd, path);
	place->folder = IS_ERR(base) ? base : folder_of(base, path, &place->last);
	if (!IS_ERR(place->folder))
		return 0;
	kfree(path);
	return PTR_ERR(place->folder);
}

/* ---- names that would be made ---- */

static int may_make(const struct place *place, bool is_folder)
{
	const struct last *last = &place->last;

	if (last->type != LAST_NORM)
		return -EEXIST;
	if (last->len > NAME_MAX)
		return -ENAMETOOLONG;
	if (dentry_lookup(place->folder, last->name, last->len))
		return -EEXIST;
	return last->slash && !is_folder ? -ENOENT : -EROFS;
}

static int make(int dfd, const char __user *filename, bool is_folder)
{
	struct place place;
	int err = find_place(dfd, filename, &place);

	if (err)
		return err;
	err = may_make(&place, is_folder);
	kfree(place.path);
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

/* @errors: by the type of the name. */
static int take_away(int dfd, const char __user *filename, const int errors[])
{
	struct place place;
	int err = find_place(dfd, filename, &place);

	if (err)
		return err;
	kfree(place.path);
	return errors[place.last.type];
}

static const int unlink_errors[] = { -EROFS, -EISDIR, -EISDIR, -EISDIR };
static const int rmdir_errors[] = { -EROFS, -EBUSY, -EINVAL, -ENOTEMPTY };

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

static int may_rename(enum last_type from, enum last_type to, unsigned int flags)
{
	if (from != LAST_NORM)
		return -EBUSY;
	if (to != LAST_NORM)
		return flags & RENAME_NOREPLACE ? -EEXIST : -EBUSY;
	return -EROFS;
}

/* Both folders are looked for before either name is looked at. */
static int do_rename(int olddfd, const char __user *old, int newdfd, const char __user *new,
		     unsigned int flags)
{
	struct place from, to;
	int err;

	if (flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE | RENAME_WHITEOUT) ||
	    (flags & RENAME_EXCHANGE && flags & (RENAME_NOREPLACE | RENAME_WHITEOUT)))
		return -EINVAL;
	err = find_place(olddfd, old, &from);
	if (err)
		return err;
	err = find_place(newdfd, new, &to);
	if (!err) {
		kfree(to.path);
		err = may_rename(from.last.type, to.last.type, flags);
	}
	kfree(from.path);
	return err;
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
