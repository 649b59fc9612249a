// SPDX-License-Identifier: MIT
/*
 * Tests of the calls that begin with a path (fs/open.c) and of positions and vectors (read_write.c), made by
 * a test with a memory and a table of its own. The tree is /t: file, dir, link -> file, loop -> loop,
 * device, nothing (a device that has no driver).
 */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "fs/files.h"
#include "tests/support/user_mm.h"
#include "tests/support/programs.h"

#define PATH  FIXED_AT		    /* two strings, by turns */
#define BUF   (FIXED_AT + PAGES(2)) /* what is read */
#define VEC   (FIXED_AT + PAGES(3))
#define WRONG (FIXED_AT + PAGES(9)) /* nothing is there */

#define TEXT "0123456789"

static unsigned int opened, released;
static int open_result;

static int note_open(struct inode *inode, struct file *file)
{
	opened++;
	return open_result;
}

static int note_release(struct inode *inode, struct file *file)
{
	released++;
	return 0;
}

/* A stream that swallows, and gives as many bytes as are wanted, up to four. */
static ssize_t device_read(struct file *file, char *buf, size_t count, loff_t *pos)
{
	size_t n = min(count, (size_t)4);

	return clear_user(buf, n) ? -EFAULT : n;
}

static ssize_t device_write(struct file *file, const char *buf, size_t count, loff_t *pos)
{
	return count;
}

static const struct file_operations device_fops = { .read = device_read,
						    .write = device_write,
						    .open = note_open,
						    .release = note_release };
static const struct file_operations no_fops;

static void make(struct kunit *test, const char *path, umode_t mode, const char *target,
		 const struct file_operations *fops)
{
	struct inode *inode = new_inode(mode);

	KUNIT_ASSERT_NOT_NULL(test, inode);
	inode->i_free = destroy_inode;
	inode->i_link = target;
	inode->i_fop = fops;
	KUNIT_ASSERT_FALSE(test, IS_ERR(dentry_create(path, inode)));
}

static int set_up(struct kunit *test)
{
	int err = use_fresh_mm(test);

	if (err)
		return err;
	opened = released = open_result = 0;
	current->files = alloc_files();
	if (!current->files)
		return -ENOMEM;
	map_anon_at(FIXED_AT, PAGES(4), RW);
	write_test_file("file", TEXT, sizeof(TEXT) - 1, 0644);
	write_test_file("dir/inner", TEXT, sizeof(TEXT) - 1, 0755);
	make(test, "/t/link", S_IFLNK | 0777, "file", &no_fops);
	make(test, "/t/loop", S_IFLNK | 0777, "loop", &no_fops);
	make(test, "/t/device", S_IFCHR | 0666, NULL, &device_fops);
	make(test, "/t/nothing", S_IFCHR | 0666, NULL, NULL);
	return 0;
}

static void tear_down(struct kunit *test)
{
	struct files_struct *files = current->files;

	current->files = NULL;
	if (files)
		put_files(files);
	drop_mm(test);
	remove_test_files();
}

static unsigned long string(const char *s)
{
	static unsigned int turn;
	unsigned long at = PATH + PAGES(turn++ % 2);

	return copy_to_user((void *)at, s, strlen(s) + 1) ? 0 : at;
}

static long open_it(const char *path, unsigned int flags)
{
	return do_syscall(open, string(path), flags, 0);
}

/* The error, or 0 and it is closed again. */
static long try(const char *path, unsigned int flags)
{
	long fd = open_it(path, flags);

	return fd < 0 ? fd : do_syscall(close, fd);
}

static bool buf_is(const char *text)
{
	char found[16] = {};

	return !copy_from_user(found, (void *)BUF, strlen(text)) && !strcmp(found, text);
}

/* ---- open ---- */

static void what_a_path_means_says_how_it_may_be_opened(struct kunit *test)
{
	static const struct {
		const char *path;
		unsigned int flags;
		long err;
	} tried[] = {
		{ "/t/file", O_RDONLY, 0 },
		{ "/t/file", O_WRONLY, -EROFS },
		{ "/t/file", O_RDWR, -EROFS },
		{ "/t/file", O_TRUNC, -EROFS },
		{ "/t/file", O_DIRECTORY, -ENOTDIR },
		{ "/t/file", O_CREAT, 0 },
		{ "/t/file", O_CREAT | O_EXCL, -EEXIST },
		{ "/t/file", O_EXCL, 0 },
		{ "/t/file", O_CREAT | O_DIRECTORY, -EINVAL },
		{ "/t/file/", O_RDONLY, -ENOTDIR },
		{ "/t/dir", O_RDONLY, 0 },
		{ "/t/dir", O_DIRECTORY, 0 },
		{ "/t/dir", O_WRONLY, -EISDIR },
		{ "/t/dir", O_TRUNC, -EISDIR },
		{ "/t/dir", O_CREAT, -EISDIR },
		{ "/t/dir", O_CREAT | O_EXCL, -EEXIST },
		{ "/t/link", O_RDONLY, 0 },
		{ "/t/link", O_NOFOLLOW, -ELOOP },
		{ "/t/link", O_CREAT | O_EXCL, -EEXIST },
		{ "/t/loop", O_RDONLY, -ELOOP },
		{ "/t/device", O_RDWR, 0 },
		{ "/t/device", O_WRONLY | O_TRUNC, 0 },
		{ "/t/device", O_DIRECTORY, -ENOTDIR },
		{ "/t/nothing", O_RDONLY, -ENXIO },
		{ "/t/new", O_RDONLY, -ENOENT },
		{ "/t/new", O_CREAT | O_WRONLY, -EROFS },
		{ "/t/new", O_CREAT | O_EXCL, -EROFS },
		{ "/t/new/", O_CREAT, -EISDIR },
		{ "new/", O_CREAT, -EISDIR },
		{ "/t/file/", O_CREAT, -EISDIR },
		{ "/t/dir//", O_CREAT | O_EXCL, -EISDIR },
		{ "/t/dir/./", O_CREAT | O_EXCL, -EEXIST },
		{ "/t/dir/../", O_CREAT | O_EXCL, -EEXIST },
		{ "/", O_CREAT | O_EXCL, -EEXIST },
		{ "/", O_CREAT, -EISDIR },
		{ "/t/no/new/", O_CREAT, -ENOENT },
		{ "/t/file/new/", O_CREAT, -ENOTDIR },
		{ "/t/no/new", O_CREAT, -ENOENT },
		{ "/t/file/new", O_CREAT, -ENOTDIR },
		{ "new", O_CREAT, -EROFS },
		{ "", O_RDONLY, -ENOENT },
		{ "/proc/self/fd/9", O_RDONLY, -ENOENT },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(tried); i++)
		KUNIT_EXPECT_EQ_MSG(test, try(tried[i].path, tried[i].flags), tried[i].err, "%s %o",
				    tried[i].path, tried[i].flags);
	KUNIT_EXPECT_EQ(test, do_syscall(open, WRONG, 0, 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, do_syscall(creat, string("/t/new"), 0644), -EROFS);
	KUNIT_EXPECT_EQ(test, do_syscall(creat, string("/t/file"), 0644), -EROFS);
	KUNIT_EXPECT_EQ(test, opened, released);
	KUNIT_EXPECT_EQ(test, opened, 2U);
}

static void an_open_file_knows_its_place_and_lasting_flags(struct kunit *test)
{
	long fd = open_it("/t/link", O_CREAT | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	struct file *file = fget(fd);

	KUNIT_ASSERT_NOT_NULL(test, file);
	KUNIT_EXPECT_STREQ(test, file->f_name, "/t/file");
	KUNIT_EXPECT_PTR_EQ(test, file->f_dentry, path_lookup(root_dentry, "/t/file", 0));
	KUNIT_EXPECT_EQ(test, file->f_flags, (unsigned int)(O_NONBLOCK | O_CLOEXEC));
	fput(file);
	KUNIT_EXPECT_EQ(test, do_syscall(fcntl64, fd, F_GETFD), FD_CLOEXEC);
	fd = open_it("/t/file", O_RDONLY);
	KUNIT_EXPECT_EQ(test, do_syscall(fcntl64, fd, F_GETFD), 0);
}

static void a_path_may_begin_at_an_open_directory(struct kunit *test)
{
	long dir = open_it("/t/dir", O_RDONLY), place = open_it("/t", O_PATH), fd;
	long file = open_it("/t/file", O_RDONLY);

	fd = do_syscall(openat, dir, string("inner"), 0, 0);
	KUNIT_EXPECT_GE(test, fd, 0L);
	KUNIT_EXPECT_EQ(test, do_syscall(read, fd, BUF, 4), 4);
	KUNIT_EXPECT_GE(test, do_syscall(openat, dir, string("../file"), 0, 0), 0);
	KUNIT_EXPECT_GE(test, do_syscall(openat, place, string("dir/inner"), 0, 0), 0);
	KUNIT_EXPECT_EQ(test, do_syscall(openat, dir, string("file"), 0, 0), -ENOENT);
	KUNIT_EXPECT_EQ(test, do_syscall(openat, file, string("inner"), 0, 0), -ENOTDIR);
	KUNIT_EXPECT_EQ(test, do_syscall(openat, 77, string("inner"), 0, 0), -EBADF);
	KUNIT_EXPECT_GE(test, do_syscall(openat, 77, string("/t/file"), 0, 0), 0);
	KUNIT_EXPECT_GE(test, do_syscall(openat, AT_FDCWD, string("t/file"), 0, 0), 0);
}

static void a_place_is_named_and_not_opened(struct kunit *test)
{
	long fd = open_it("/t/device", O_PATH | O_RDWR | O_TRUNC);

	KUNIT_EXPECT_GE(test, fd, 0L);
	KUNIT_EXPECT_EQ(test, do_syscall(read, fd, BUF, 1), -EBADF);
	KUNIT_EXPECT_EQ(test, do_syscall(fcntl64, fd, F_GETFL), O_PATH);
	KUNIT_EXPECT_EQ(test, do_syscall(close, fd), 0);
	KUNIT_EXPECT_EQ(test, opened, 0U);
	KUNIT_EXPECT_EQ(test, released, 0U);
	KUNIT_EXPECT_EQ(test, try("/t/nothing", O_PATH), 0);
	KUNIT_EXPECT_EQ(test, try("/t/link", O_PATH | O_NOFOLLOW), 0);
	KUNIT_EXPECT_EQ(test, try("/t/file", O_PATH | O_DIRECTORY), -ENOTDIR);
	KUNIT_EXPECT_EQ(test, try("/t/link", O_PATH | O_NOFOLLOW | O_DIRECTORY), -ENOTDIR);
	KUNIT_EXPECT_EQ(test, try("/t/dir", O_PATH | O_DIRECTORY), 0);
}

static void what_a_driver_refuses_to_open_it_need_not_release(struct kunit *test)
{
	open_result = -EBUSY;
	KUNIT_EXPECT_EQ(test, open_it("/t/device", O_RDWR), -EBUSY);
	KUNIT_EXPECT_EQ(test, opened, 1U);
	KUNIT_EXPECT_EQ(test, released, 0U);
	open_result = 0;
	KUNIT_EXPECT_EQ(test, open_it("/t/device", O_RDWR), 0); /* no number was taken */
}

static void without_a_number_the_file_is_closed(struct kunit *test)
{
	set_limit(RLIMIT_NOFILE, 1);
	KUNIT_EXPECT_EQ(test, open_it("/t/device", O_RDWR), 0);
	KUNIT_EXPECT_EQ(test, open_it("/t/device", O_RDWR), -EMFILE);
	KUNIT_EXPECT_EQ(test, opened, 2U);
	KUNIT_EXPECT_EQ(test, released, 1U);
}

static void a_magic_link_opens_once_more(struct kunit *test)
{
	long fd = open_it("/t/file", O_RDONLY), two;

	KUNIT_ASSERT_EQ(test, fd, 0L);
	do_syscall(lseek, fd, 5, SEEK_SET);
	two = open_it("/proc/self/fd/0", O_RDONLY);
	KUNIT_EXPECT_EQ(test, two, 1L);
	KUNIT_EXPECT_EQ(test, do_syscall(lseek, two, 0, SEEK_CUR), 0);
	KUNIT_EXPECT_EQ(test, do_syscall(readlink, string("/proc/self/fd/1"), BUF, 16), 7);
	KUNIT_EXPECT_TRUE(test, buf_is("/t/file"));
	KUNIT_EXPECT_EQ(test, open_it("/proc/self/fd/0", O_WRONLY), -EROFS);
	KUNIT_EXPECT_EQ(test, open_it("/proc/self/fd/0", O_NOFOLLOW), -ELOOP);
	KUNIT_EXPECT_EQ(test, open_it("/proc/self/fd/0", O_NOFOLLOW | O_DIRECTORY), -ENOTDIR);
	KUNIT_EXPECT_EQ(test, open_it("/proc/self/fd/0", O_CREAT | O_EXCL), -EEXIST);
	KUNIT_EXPECT_EQ(test, open_it("/proc/self/fd/0", O_CREAT), 2);
}

static void o_trunc_empties_what_can_be_written(struct kunit *test)
{
	long fd = do_syscall(memfd_create, string("m"), 0);

	KUNIT_ASSERT_EQ(test, fd, 0L);
	KUNIT_EXPECT_EQ(test, do_syscall(ftruncate, fd, 5000), 0);
	KUNIT_EXPECT_EQ(test, open_it("/proc/self/fd/0", O_RDWR), 1);
	KUNIT_EXPECT_EQ(test, do_syscall(lseek, fd, 0, SEEK_END), 5000);
	KUNIT_EXPECT_EQ(test, open_it("/proc/self/fd/0", O_RDWR | O_TRUNC), 2);
	KUNIT_EXPECT_EQ(test, do_syscall(lseek, fd, 0, SEEK_END), 0);
}

/* ---- access and readlink ---- */

static long access_it(const char *path, unsigned int mode)
{
	return do_syscall(access, string(path), mode);
}

static void root_may_all_but_write_and_execute_the_impossible(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, access_it("/t/file", 0), 0);
	KUNIT_EXPECT_EQ(test, access_it("/t/file", 4), 0);
	KUNIT_EXPECT_EQ(test, access_it("/t/file", 2), -EROFS);
	KUNIT_EXPECT_EQ(test, access_it("/t/file", 1), -EACCES);
	KUNIT_EXPECT_EQ(test, access_it("/t/dir/inner", 5), 0);
	KUNIT_EXPECT_EQ(test, access_it("/t/dir", 5), 0);
	KUNIT_EXPECT_EQ(test, access_it("/t/dir", 2), -EROFS);
	KUNIT_EXPECT_EQ(test, access_it("/t/device", 6), 0);
	KUNIT_EXPECT_EQ(test, access_it("/t/device", 1), -EACCES);
	KUNIT_EXPECT_EQ(test, access_it("/t/nothing", 2), 0);
	KUNIT_EXPECT_EQ(test, access_it("/t/file", 8), -EINVAL);
	KUNIT_EXPECT_EQ(test, access_it("/t/new", 0), -ENOENT);
	KUNIT_EXPECT_EQ(test, access_it("/t/link", 1), -EACCES);
	KUNIT_EXPECT_EQ(test, access_it("/t/loop", 0), -ELOOP);
}

static long access_at(long dfd, const char *path, unsigned int mode, unsigned int flags)
{
	return do_syscall(faccessat2, dfd, string(path), mode, flags);
}

static void access_may_begin_at_a_descriptor(struct kunit *test)
{
	long dir = open_it("/t/dir", O_RDONLY), file = open_it("/t/file", O_PATH);

	KUNIT_EXPECT_EQ(test, do_syscall(faccessat, dir, string("inner"), 1), 0);
	KUNIT_EXPECT_EQ(test, access_at(dir, "inner", 2, 0), -EROFS);
	KUNIT_EXPECT_EQ(test, access_at(dir, "file", 0, 0), -ENOENT);
	KUNIT_EXPECT_EQ(test, access_at(file, "inner", 0, 0), -ENOTDIR);
	KUNIT_EXPECT_EQ(test, access_at(dir, "../loop", 0, AT_SYMLINK_NOFOLLOW), 0);
	KUNIT_EXPECT_EQ(test, access_at(dir, "../loop", 0, 0), -ELOOP);
	KUNIT_EXPECT_EQ(test, access_at(file, "", 1, AT_EMPTY_PATH), -EACCES);
	KUNIT_EXPECT_EQ(test, access_at(AT_FDCWD, "", 1, AT_EMPTY_PATH), 0);
	KUNIT_EXPECT_EQ(test, access_at(77, "", 0, AT_EMPTY_PATH), -EBADF);
	KUNIT_EXPECT_EQ(test, access_at(file, "", 0, 0), -ENOENT);
	KUNIT_EXPECT_EQ(test, access_at(dir, "inner", 0, 0x8000), -EINVAL);
	KUNIT_EXPECT_EQ(test, access_at(AT_FDCWD, "/proc/self/fd/1", 1, 0), -EACCES);
}

static void a_link_says_where_it_leads(struct kunit *test)
{
	long dir = open_it("/t/dir", O_RDONLY);

	KUNIT_EXPECT_EQ(test, do_syscall(readlink, string("/t/link"), BUF, 100), 4);
	KUNIT_EXPECT_TRUE(test, buf_is("file"));
	KUNIT_EXPECT_EQ(test, do_syscall(readlink, string("/t/loop"), BUF, 2), 2);
	KUNIT_EXPECT_TRUE(test, buf_is("lole"));
	KUNIT_EXPECT_EQ(test, do_syscall(readlinkat, dir, string("../link"), BUF, 100), 4);
	KUNIT_EXPECT_EQ(test, do_syscall(readlinkat, 77, string("link"), BUF, 100), -EBADF);
	KUNIT_EXPECT_EQ(test, do_syscall(readlink, string("/t/link"), BUF, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_syscall(readlink, string("/t/link"), BUF, -1), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_syscall(readlink, string("/t/link"), WRONG, 9), -EFAULT);
	KUNIT_EXPECT_EQ(test, do_syscall(readlink, string("/t/file"), BUF, 9), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_syscall(readlink, string("/t/new"), BUF, 9), -ENOENT);
}

/* ---- positions ---- */

static void reading_moves_the_position_and_pread_does_not(struct kunit *test)
{
	long fd = open_it("/t/file", O_RDONLY);

	KUNIT_EXPECT_EQ(test, do_syscall(read, fd, BUF, 3), 3);
	KUNIT_EXPECT_EQ(test, do_syscall(pread64, fd, BUF, 4, 6, 0), 4);
	KUNIT_EXPECT_TRUE(test, buf_is("6789"));
	KUNIT_EXPECT_EQ(test, do_syscall(pread64, fd, BUF, 4, 8, 0), 2);
	KUNIT_EXPECT_EQ(test, do_syscall(pread64, fd, BUF, 4, 10, 0), 0);
	KUNIT_EXPECT_EQ(test, do_syscall(pread64, fd, BUF, 4, 0, 1), 0);
	KUNIT_EXPECT_EQ(test, do_syscall(pread64, fd, BUF, 4, 0, 0x80000000), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_syscall(read, fd, BUF, 100), 7);
	KUNIT_EXPECT_TRUE(test, buf_is("3456789"));
	KUNIT_EXPECT_EQ(test, do_syscall(read, fd, BUF, 100), 0);
}

static void what_cannot_be_moved_says_why(struct kunit *test)
{
	long file = open_it("/t/file", O_RDONLY), dir = open_it("/t/dir", O_RDONLY);
	long in = open_it("/t/device", O_RDONLY), out = open_it("/t/device", O_WRONLY);

	KUNIT_EXPECT_EQ(test, do_syscall(read, 77, BUF, 1), -EBADF);
	KUNIT_EXPECT_EQ(test, do_syscall(write, file, BUF, 1), -EBADF);
	KUNIT_EXPECT_EQ(test, do_syscall(pwrite64, file, BUF, 1, 0, 0), -EBADF);
	KUNIT_EXPECT_EQ(test, do_syscall(write, in, BUF, 1), -EBADF);
	KUNIT_EXPECT_EQ(test, do_syscall(read, out, BUF, 1), -EBADF);
	KUNIT_EXPECT_EQ(test, do_syscall(read, dir, BUF, 1), -EISDIR);
	KUNIT_EXPECT_EQ(test, do_syscall(read, file, PAGE_OFFSET, 1), -EFAULT);
	KUNIT_EXPECT_EQ(test, do_syscall(read, file, WRONG, 1), -EFAULT);
	KUNIT_EXPECT_EQ(test, do_syscall(write, out, 0, 0x80000000), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_syscall(write, out, BUF, 100), 100);
	KUNIT_EXPECT_EQ(test, do_syscall(lseek, file, 0, SEEK_CUR), 0);
}

static void a_stream_has_no_position(struct kunit *test)
{
	long fd = open_it("/t/device", O_RDWR);

	KUNIT_EXPECT_EQ(test, do_syscall(read, fd, BUF, 100), 4);
	KUNIT_EXPECT_EQ(test, do_syscall(pread64, fd, BUF, 4, 0, 0), -ESPIPE);
	KUNIT_EXPECT_EQ(test, do_syscall(pwrite64, fd, BUF, 4, 0, 0), -ESPIPE);
	KUNIT_EXPECT_EQ(test, do_syscall(lseek, fd, 0, SEEK_SET), -ESPIPE);
	KUNIT_EXPECT_EQ(test, do_syscall(_llseek, fd, 0, 0, BUF, SEEK_SET), -ESPIPE);
	KUNIT_EXPECT_EQ(test, do_syscall(pread64, 77, BUF, 4, 0, 0), -EBADF);
}

static void a_position_may_be_anywhere_but_below_zero(struct kunit *test)
{
	long fd = open_it("/t/file", O_RDONLY);

	KUNIT_EXPECT_EQ(test, do_syscall(lseek, fd, 4, SEEK_SET), 4);
	KUNIT_EXPECT_EQ(test, do_syscall(lseek, fd, -1, SEEK_CUR), 3);
	KUNIT_EXPECT_EQ(test, do_syscall(lseek, fd, -2, SEEK_END), 8);
	KUNIT_EXPECT_EQ(test, do_syscall(lseek, fd, -9, SEEK_CUR), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_syscall(lseek, fd, 0, 99), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_syscall(lseek, 77, 0, SEEK_SET), -EBADF);
	KUNIT_EXPECT_EQ(test, do_syscall(lseek, fd, 0, SEEK_CUR), 8);
	KUNIT_EXPECT_EQ(test, do_syscall(_llseek, fd, 0, 2, BUF, SEEK_SET), 0);
	KUNIT_EXPECT_EQ(test, user_word(test, BUF), 2UL);
	KUNIT_EXPECT_EQ(test, user_word(test, BUF + 4), 0UL);
	KUNIT_EXPECT_EQ(test, do_syscall(_llseek, fd, 0, 3, WRONG, SEEK_SET), -EFAULT);
	KUNIT_EXPECT_EQ(test, do_syscall(_llseek, fd, 0x80000000, 0, BUF, SEEK_SET), -EINVAL);
}

/* ---- vectors ---- */

static void set_vector(unsigned int i, unsigned long base, unsigned long len)
{
	write_user(VEC + 8 * i, base);
	write_user(VEC + 8 * i + 4, len);
}

static void a_vector_is_filled_in_order(struct kunit *test)
{
	long fd = open_it("/t/file", O_RDONLY);

	set_vector(0, BUF + 4, 3);
	set_vector(1, WRONG, 0); /* nothing goes there */
	set_vector(2, BUF, 4);
	KUNIT_EXPECT_EQ(test, do_syscall(readv, fd, VEC, 3), 7);
	KUNIT_EXPECT_TRUE(test, buf_is("3456012"));
	KUNIT_EXPECT_EQ(test, do_syscall(readv, fd, VEC, 3), 3);
	KUNIT_EXPECT_TRUE(test, buf_is("3456789"));
	KUNIT_EXPECT_EQ(test, do_syscall(readv, fd, VEC, 3), 0);
	KUNIT_EXPECT_EQ(test, do_syscall(readv, fd, VEC, 0), 0);
}

static void a_vector_ends_where_a_buffer_is_not_filled(struct kunit *test)
{
	long fd = open_it("/t/device", O_RDWR);

	set_vector(0, BUF, 4);
	set_vector(1, BUF, 5);
	set_vector(2, BUF, 4);
	KUNIT_EXPECT_EQ(test, do_syscall(readv, fd, VEC, 3), 8);
	KUNIT_EXPECT_EQ(test, do_syscall(writev, fd, VEC, 3), 13);
	set_vector(1, WRONG, 4);
	KUNIT_EXPECT_EQ(test, do_syscall(readv, fd, VEC, 3), 4);
	set_vector(0, WRONG, 4);
	KUNIT_EXPECT_EQ(test, do_syscall(readv, fd, VEC, 3), -EFAULT);
}

static void a_vector_is_looked_at_before_a_byte_moves(struct kunit *test)
{
	long fd = open_it("/t/file", O_RDONLY);

	set_vector(0, BUF, 4);
	set_vector(1, BUF, -1UL);
	KUNIT_EXPECT_EQ(test, do_syscall(readv, fd, VEC, 2), -EINVAL);
	set_vector(0, BUF, -1UL);
	KUNIT_EXPECT_EQ(test, do_syscall(readv, fd, VEC, 1), -EINVAL);
	set_vector(0, BUF, 4);
	set_vector(1, PAGE_OFFSET, 4);
	KUNIT_EXPECT_EQ(test, do_syscall(readv, fd, VEC, 2), -EFAULT);
	set_vector(0, PAGE_OFFSET, 4);
	set_vector(1, BUF, 4);
	KUNIT_EXPECT_EQ(test, do_syscall(readv, fd, VEC, 2), -EFAULT);
	KUNIT_EXPECT_EQ(test, do_syscall(readv, fd, WRONG, 1), -EFAULT);
	KUNIT_EXPECT_EQ(test, do_syscall(readv, fd, VEC, 1025), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_syscall(writev, fd, VEC, 1), -EBADF);
	KUNIT_EXPECT_EQ(test, do_syscall(readv, 77, VEC, 1), -EBADF);
	KUNIT_EXPECT_EQ(test, do_syscall(lseek, fd, 0, SEEK_CUR), 0);
}

/* Of 1024 buffers all but two are empty. */
static void a_vector_may_have_1024_buffers(struct kunit *test)
{
	long fd = open_it("/t/file", O_RDONLY);

	map_anon_at(VEC, PAGES(2), RW);
	set_vector(0, BUF, 4);
	set_vector(1023, BUF + 4, 4);
	KUNIT_EXPECT_EQ(test, do_syscall(readv, fd, VEC, 1024), 8);
	KUNIT_EXPECT_TRUE(test, buf_is("01234567"));
}

static void bytes_are_written_at_a_position(struct kunit *test)
{
	long fd = do_syscall(memfd_create, string("m"), 0);

	write_user(BUF, 0x64636261); /* "abcd" */
	KUNIT_EXPECT_EQ(test, do_syscall(pwrite64, fd, BUF, 4, 3, 0), 4);
	KUNIT_EXPECT_EQ(test, do_syscall(lseek, fd, 0, SEEK_CUR), 0);
	KUNIT_EXPECT_EQ(test, do_syscall(lseek, fd, 0, SEEK_END), 7);
	write_user(BUF, 0);
	KUNIT_EXPECT_EQ(test, do_syscall(pread64, fd, BUF, 8, 3, 0), 4);
	KUNIT_EXPECT_TRUE(test, buf_is("abcd"));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(what_a_path_means_says_how_it_may_be_opened),
	KUNIT_CASE(an_open_file_knows_its_place_and_lasting_flags),
	KUNIT_CASE(a_path_may_begin_at_an_open_directory),
	KUNIT_CASE(a_place_is_named_and_not_opened),
	KUNIT_CASE(what_a_driver_refuses_to_open_it_need_not_release),
	KUNIT_CASE(without_a_number_the_file_is_closed),
	KUNIT_CASE(a_magic_link_opens_once_more),
	KUNIT_CASE(o_trunc_empties_what_can_be_written),
	KUNIT_CASE(root_may_all_but_write_and_execute_the_impossible),
	KUNIT_CASE(access_may_begin_at_a_descriptor),
	KUNIT_CASE(a_link_says_where_it_leads),
	KUNIT_CASE(reading_moves_the_position_and_pread_does_not),
	KUNIT_CASE(what_cannot_be_moved_says_why),
	KUNIT_CASE(a_stream_has_no_position),
	KUNIT_CASE(a_position_may_be_anywhere_but_below_zero),
	KUNIT_CASE(a_vector_is_filled_in_order),
	KUNIT_CASE(a_vector_ends_where_a_buffer_is_not_filled),
	KUNIT_CASE(a_vector_is_looked_at_before_a_byte_moves),
	KUNIT_CASE(a_vector_may_have_1024_buffers),
	KUNIT_CASE(bytes_are_written_at_a_position),
	{},
};

static struct kunit_suite suite = {
	.name = "open",
	.init = set_up,
	.exit = tear_down,
	.test_cases = cases,
};
kunit_test_suite(suite);
