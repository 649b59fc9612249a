/* SPDX-License-Identifier: MIT */
/*
 * Moving bytes between an open file and user memory: read, write, their vector forms, and the position.
 *
 * A file whose operations have no llseek is a stream (a terminal): it has no position, and what needs one is
 * -ESPIPE.
 *
 * Many may use one open file, and many open files one inode. So a transfer at the file's position has the
 * position to itself (fget_pos()), and one that writes to a regular file has the inode to itself (begin()),
 * with all its buffers: where O_APPEND writes is where the file ends.
 *
 * Tests: tests/fs/append_test.c, tests/fs/open_test.c, user/filetest.c
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

#include "files.h"

enum direction { READ, WRITE };

/* ---- a file and its position ---- */

struct file *fget_pos(unsigned int fd)
{
	struct file *file = fget(fd);

	if (!file)
		return ERR_PTR(-EBADF);
	if (!file->f_op->llseek || !mutex_lock_killable(&file->f_pos_lock))
		return file;
	fput(file);
	return ERR_PTR(-EINTR);
}

void fput_pos(struct file *file)
{
	if (file->f_op->llseek)
		mutex_unlock(&file->f_pos_lock);
	fput(file);
}

/* ---- writers, one after the other ---- */

static bool is_exclusive(const struct file *file, enum direction way)
{
	return way == WRITE && S_ISREG(file->f_inode->i_mode);
}

/* 0, or -EINTR for a fatal signal. */
static int begin(struct file *file, enum direction way)
{
	return is_exclusive(file, way) ? inode_lock_killable(file->f_inode) : 0;
}

static void end(struct file *file, enum direction way)
{
	if (is_exclusive(file, way))
		inode_unlock(file->f_inode);
}

/* ---- one buffer ---- */

/* May @count bytes be moved? 0 or -errno. */
static int check_transfer(struct file *file, enum direction way, const void __user *buf,
			  size_t count)
{
	if (way == READ ? !file_is_readable(file) : !file_is_writable(file))
		return -EBADF;
	if (way == READ ? !file->f_op->read : !file->f_op->write)
		return -EINVAL;
	if (!access_ok(buf, count))
		return -EFAULT;
	return (ssize_t)count < 0 ? -EINVAL : 0;
}

/* Checked, between begin() and end(). */
static ssize_t move(struct file *file, enum direction way, void __user *buf, size_t count,
		    loff_t *pos)
{
	lockdep_assert(!is_exclusive(file, way) || lockdep_is_held(&file->f_inode->i_rwsem));
	return way == READ ? file->f_op->read(file, buf, count, pos) :
			     file->f_op->write(file, buf, count, pos);
}

static ssize_t transfer(struct file *file, enum direction way, void __user *buf, size_t count,
			loff_t *pos)
{
	ssize_t n = check_transfer(file, way, buf, count) ?: begin(file, way);

	if (n)
		return n;
	n = move(file, way, buf, min_t(size_t, count, MAX_RW_COUNT), pos);
	end(file, way);
	return n;
}

static ssize_t transfer_fd(unsigned int fd, enum direction way, void __user *buf, size_t count)
{
	struct file *file = fget_pos(fd);
	ssize_t n;

	if (IS_ERR(file))
		return PTR_ERR(file);
	n = transfer(file, way, buf, count, &file->f_pos);
	fput_pos(file);
	return n;
}

SYSCALL_DEFINE3(read, unsigned int, fd, char __user *, buf, size_t, count)
{
	return transfer_fd(fd, READ, buf, count);
}

SYSCALL_DEFINE3(write, unsigned int, fd, char __user *, buf, size_t, count)
{
	return transfer_fd(fd, WRITE, buf, count);
}

/* ---- at a position of one's own ---- */

static ssize_t transfer_at(unsigned int fd, enum direction way, void __user *buf, size_t count,
			   u32 low, u32 high)
{
	loff_t pos = (u64)high << 32 | low;
	struct file *file;
	ssize_t n = -ESPIPE;

	if (pos < 0)
		return -EINVAL;
	file = fget(fd);
	if (!file)
		return -EBADF;
	if (file->f_op->llseek)
		n = transfer(file, way, buf, count, &pos);
	fput(file);
	return n;
}

SYSCALL_DEFINE5(pread64, unsigned int, fd, char __user *, buf, size_t, count, u32, low, u32, high)
{
	return transfer_at(fd, READ, buf, count, low, high);
}

SYSCALL_DEFINE5(pwrite64, unsigned int, fd, char __user *, buf, size_t, count, u32, low, u32, high)
{
	return transfer_at(fd, WRITE, buf, count, low, high);
}

/* ---- several buffers ---- */

struct iovec {
	void __user *iov_base;
	size_t iov_len;
};

#define UIO_MAXIOV 1024

/* All lengths are looked at before the first byte moves. 0 or -errno. */
static int check_vector(const struct iovec __user *vec, unsigned long n)
{
	struct iovec v;

	for (unsigned long i = 0; i < n; i++) {
		if (copy_from_user(&v, &vec[i], sizeof(v)))
			return -EFAULT;
		if ((ssize_t)v.iov_len < 0)
			return -EINVAL;
		if (!access_ok(v.iov_base, v.iov_len))
			return -EFAULT;
	}
	return 0;
}

/* Buffer after buffer, until one is not filled. Between begin() and end(). */
static ssize_t move_vector(struct file *file, enum direction way, const struct iovec __user *vec,
			   unsigned long n, loff_t *pos)
{
	ssize_t done = 0, got;
	struct iovec v;

	for (unsigned long i = 0; i < n; i++) {
		if (copy_from_user(&v, &vec[i], sizeof(v)))
			return done ? done : -EFAULT;
		v.iov_len = min_t(size_t, v.iov_len, MAX_RW_COUNT - done);
		if (!v.iov_len)
			continue;
		if (!access_ok(v.iov_base, v.iov_len)) /* another task has changed it */
			return done ? done : -EFAULT;
		got = move(file, way, v.iov_base, v.iov_len, pos);
		if (got < 0)
			return done ? done : got;
		done += got;
		if (got < v.iov_len)
			break;
	}
	return done;
}

static ssize_t transfer_vector(struct file *file, enum direction way,
			       const struct iovec __user *vec, unsigned long n, loff_t *pos)
{
	ssize_t result = check_transfer(file, way, NULL, 0);

	if (!result && n > UIO_MAXIOV)
		result = -EINVAL;
	if (!result)
		result = check_vector(vec, n) ?: begin(file, way);
	if (result)
		return result;
	result = move_vector(file, way, vec, n, pos);
	end(file, way);
	return result;
}

static ssize_t transfer_vector_fd(unsigned int fd, enum direction way,
				  const struct iovec __user *vec, unsigned long n)
{
	struct file *file = fget_pos(fd);
	ssize_t result;

	if (IS_ERR(file))
		return PTR_ERR(file);
	result = transfer_vector(file, way, vec, n, &file->f_pos);
	fput_pos(file);
	return result;
}

SYSCALL_DEFINE3(readv, unsigned int, fd, const struct iovec __user *, vec, unsigned long, n)
{
	return transfer_vector_fd(fd, READ, vec, n);
}

SYSCALL_DEFINE3(writev, unsigned int, fd, const struct iovec __user *, vec, unsigned long, n)
{
	return transfer_vector_fd(fd, WRITE, vec, n);
}

/* ---- the position ---- */

loff_t generic_file_llseek(struct file *file, loff_t offset, int whence)
{
	lockdep_assert_held(&file->f_pos_lock);
	switch (whence) {
	case SEEK_SET:
		break;
	case SEEK_CUR:
		offset += file->f_pos;
		break;
	case SEEK_END:
		offset += i_size_read(file->f_inode);
		break;
	default:
		return -EINVAL;
	}
	if (offset < 0)
		return -EINVAL;
	file->f_pos = offset;
	return offset;
}

static loff_t seek(unsigned int fd, loff_t offset, int whence)
{
	struct file *file = fget_pos(fd);
	loff_t pos = -ESPIPE;

	if (IS_ERR(file))
		return PTR_ERR(file);
	if (file->f_op->llseek)
		pos = file->f_op->llseek(file, offset, whence);
	fput_pos(file);
	return pos;
}

SYSCALL_DEFINE3(lseek, unsigned int, fd, long, offset, int, whence)
{
	loff_t pos = seek(fd, offset, whence);

	return pos == (long)pos ? (long)pos : -EOVERFLOW;
}

SYSCALL_DEFINE5(_llseek, unsigned int, fd, u32, high, u32, low, loff_t __user *, result, int,
		whence)
{
	loff_t pos = seek(fd, (u64)high << 32 | low, whence);

	if (pos < 0)
		return pos;
	return copy_to_user(result, &pos, sizeof(pos)) ? -EFAULT : 0;
}
