/* SPDX-License-Identifier: MIT */
/*
 * What the files of fs share among themselves; what others may call is in linux/fs.h.
 *
 *	dcache.c	the tree of names			namei.c		from a path to a name
 *	proc_self.c	paths that mean an open file		fs_struct.c	where a process is: chdir, getcwd, umask
 *	file_table.c	struct file and struct inode		file.c		the table of a process: close, dup, fcntl
 *	open.c		open, access, readlink			read_write.c	read, write, lseek
 *	readdir.c	directories: getdents			stat.c		what a file is: stat, statx
 *	readonly.c	calls that would change a name		char_dev.c	devices under /dev
 *	shmem.c		shared memory as a file			memfd.c		memfd_create, ftruncate
 *	initramfs.c	the files that came with the kernel	cpio.c		the archive that they come in
 */
#ifndef _FS_FILES_H
#define _FS_FILES_H

#include <linux/fs.h>

/* ---- dcache.c ---- */

/* A directory, with those above it. As dentry_create(). */
struct dentry *dentry_mkdir(const char *path);

/* A name goes, with all below it. Only when nobody has it: for what boot or a test could not finish. */
void dentry_remove(struct dentry *d);

/* ---- namei.c ---- */

/* getname(), which may come back empty. */
char *getname_flags(const char __user *filename, bool may_be_empty);

/*
 * Where the path of an ...at() call begins: "/" for an absolute one, where the process is for AT_FDCWD, else the
 * directory that @dfd is open on. ERR_PTR(-EBADF, -ENOTDIR).
 */
struct dentry *base_of(int dfd, const char *path);

enum last_type { LAST_NORM, LAST_ROOT, LAST_DOT, LAST_DOTDOT };

/* The last part of a path: what the calls that make a name, or take one away, are about. */
struct last {
	const char *name; /* within the path */
	size_t len;	  /* without the slashes behind it */
	bool slash;	  /* there are some: it must be a directory */
	enum last_type type;
};

/* Of a path that is not empty, as getname() gives it. Any context. */
struct last last_of(const char *path);
/* The folder that has @last, of @path from @base on. May sleep. ERR_PTR(-ENOMEM), or path_lookup()'s. */
struct dentry *folder_of(struct dentry *base, const char *path, const struct last *last);

/* ---- fs_struct.c ---- */

/* Where the current process is. */
struct dentry *current_pwd(void);

/* ---- proc_self.c ---- */

/*
 * The open file behind a path that means one: /proc/self/exe, /proc/self/fd/N, /dev/fd/N, /dev/stdin ... With a
 * reference; NULL: an ordinary path; ERR_PTR(-ENOENT): there is no such descriptor.
 */
struct file *magic_link(const char *path);

/* ---- readdir.c ---- */

extern const struct file_operations directory_fops;

/* ---- read_write.c ---- */

/*
 * A file whose position nobody else uses until fput_pos(), if it has one. With a reference. May sleep.
 * ERR_PTR(-EBADF, -EINTR for a fatal signal).
 */
struct file *fget_pos(unsigned int fd);
void fput_pos(struct file *file);

/* ---- open.c ---- */

/* Changes the size. 0, or -EINVAL (it has none that can change), -EFBIG, -EINTR for a fatal signal. May sleep. */
int do_truncate(struct file *file, loff_t size);

/* The inode that an ...at() call means, with a reference; ERR_PTR. @flags: AT_*. May sleep. */
struct inode *inode_at(int dfd, const char __user *filename, unsigned int flags);

static inline bool file_is_readable(const struct file *file)
{
	unsigned int mode = file->f_flags & O_ACCMODE;

	return mode == O_RDONLY || mode == O_RDWR;
}

static inline bool file_is_writable(const struct file *file)
{
	unsigned int mode = file->f_flags & O_ACCMODE;

	return mode == O_WRONLY || mode == O_RDWR;
}

#endif
