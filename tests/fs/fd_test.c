// SPDX-License-Identifier: MIT
/* Tests of the system calls on descriptors (fs/file.c), made by a test that has a table of its own. */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/fs.h>
#include <linux/sched.h>

#include "tests/support/user_mm.h"

#define FIOCLEX	 0x5451
#define FIONCLEX 0x5450

static unsigned int released;

static int note_release(struct inode *inode, struct file *file)
{
	released++;
	return 0;
}

static long add_up(struct file *file, unsigned int cmd, unsigned long arg)
{
	return cmd + arg;
}

static const struct file_operations plain_fops = { .release = note_release };
static const struct file_operations device_fops = { .release = note_release, .ioctl = add_up };

static int make_table(struct kunit *test)
{
	released = 0;
	current->files = alloc_files();
	return current->files ? 0 : -ENOMEM;
}

static void drop_table(struct kunit *test)
{
	struct files_struct *files = current->files;

	current->files = NULL;
	if (files)
		put_files(files);
	drop_mm(test);
}

static int open_on(struct kunit *test, unsigned int flags, const struct file_operations *fops)
{
	struct inode *inode = new_inode(S_IFREG | 0644);
	struct file *file;

	KUNIT_ASSERT_NOT_NULL(test, inode);
	inode->i_free = destroy_inode;
	file = alloc_file(inode, flags, fops);
	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	return fd_install_new(current->files, file, flags);
}

static int open_one(struct kunit *test)
{
	return open_on(test, O_RDWR, &plain_fops);
}

static bool are_one_file(unsigned int a, unsigned int b)
{
	struct file *first = fget_raw(a), *second = fget_raw(b);
	bool same = first && first == second;

	if (first)
		fput(first);
	if (second)
		fput(second);
	return same;
}

static bool is_open(unsigned int fd)
{
	return are_one_file(fd, fd);
}

static long getfd(unsigned int fd)
{
	return do_syscall(fcntl64, fd, F_GETFD);
}

/* ---- close ---- */

static void a_number_that_is_closed_is_free(struct kunit *test)
{
	for (int i = 0; i < 4; i++)
		KUNIT_ASSERT_EQ(test, open_one(test), i);
	KUNIT_EXPECT_EQ(test, do_syscall(close, 1), 0);
	KUNIT_EXPECT_EQ(test, released, 1U);
	KUNIT_EXPECT_EQ(test, do_syscall(close, 1), -EBADF);
	KUNIT_EXPECT_EQ(test, do_syscall(close, 4), -EBADF);
	KUNIT_EXPECT_EQ(test, do_syscall(close, 32), -EBADF);
	KUNIT_EXPECT_EQ(test, do_syscall(close, -1), -EBADF);
	KUNIT_EXPECT_EQ(test, do_syscall(close, 0), 0);
	KUNIT_EXPECT_EQ(test, do_syscall(close, 3), 0);
	KUNIT_EXPECT_EQ(test, released, 3U);
	KUNIT_EXPECT_EQ(test, open_one(test), 0);
	KUNIT_EXPECT_EQ(test, open_one(test), 1);
	KUNIT_EXPECT_EQ(test, open_one(test), 3);
	KUNIT_EXPECT_EQ(test, open_one(test), 4);
}

/* ---- dup ---- */

static void dup_is_the_same_file_at_the_lowest_number(struct kunit *test)
{
	int fd = open_on(test, O_RDWR | O_CLOEXEC, &plain_fops);

	KUNIT_EXPECT_EQ(test, do_syscall(dup, fd), 1);
	KUNIT_EXPECT_TRUE(test, are_one_file(0, 1));
	KUNIT_EXPECT_EQ(test, getfd(0), FD_CLOEXEC);
	KUNIT_EXPECT_EQ(test, getfd(1), 0);
	KUNIT_EXPECT_EQ(test, do_syscall(dup, 2), -EBADF);
	do_syscall(close, 0);
	KUNIT_EXPECT_EQ(test, released, 0U);
	do_syscall(close, 1);
	KUNIT_EXPECT_EQ(test, released, 1U);
}

static void dup2_closes_what_was_there(struct kunit *test)
{
	open_one(test);
	open_on(test, O_RDWR | O_CLOEXEC, &plain_fops);
	KUNIT_EXPECT_EQ(test, do_syscall(dup2, 0, 1), 1);
	KUNIT_EXPECT_EQ(test, released, 1U);
	KUNIT_EXPECT_TRUE(test, are_one_file(0, 1));
	KUNIT_EXPECT_EQ(test, getfd(1), 0);
	KUNIT_EXPECT_EQ(test, do_syscall(dup2, 5, 1), -EBADF);
	KUNIT_EXPECT_TRUE(test, are_one_file(0, 1));
	KUNIT_EXPECT_EQ(test, open_one(test), 2);
}

static void dup2_to_itself_changes_nothing(struct kunit *test)
{
	int fd = open_on(test, O_RDWR | O_CLOEXEC, &plain_fops);

	KUNIT_EXPECT_EQ(test, do_syscall(dup2, fd, fd), fd);
	KUNIT_EXPECT_EQ(test, getfd(fd), FD_CLOEXEC);
	KUNIT_EXPECT_EQ(test, released, 0U);
	KUNIT_EXPECT_EQ(test, do_syscall(dup2, 7, 7), -EBADF);
	do_syscall(close, fd);
	KUNIT_EXPECT_EQ(test, released, 1U);
}

static void the_table_grows_for_dup2(struct kunit *test)
{
	open_one(test);
	KUNIT_EXPECT_EQ(test, do_syscall(dup2, 0, 31), 31);
	fail_nth_slab_alloc(1);
	KUNIT_EXPECT_EQ(test, do_syscall(dup2, 0, 32), -ENOMEM);
	fail_nth_slab_alloc(0);
	KUNIT_EXPECT_TRUE(test, are_one_file(0, 31));
	KUNIT_EXPECT_EQ(test, do_syscall(dup2, 0, 32), 32);
	KUNIT_EXPECT_EQ(test, do_syscall(dup2, 0, 1000), 1000);
	KUNIT_EXPECT_TRUE(test, are_one_file(31, 1000));
	KUNIT_EXPECT_FALSE(test, is_open(999));
	KUNIT_EXPECT_EQ(test, open_one(test), 1);
}

static void dup3_sets_close_on_exec(struct kunit *test)
{
	open_one(test);
	KUNIT_EXPECT_EQ(test, do_syscall(dup3, 0, 5, O_CLOEXEC), 5);
	KUNIT_EXPECT_EQ(test, getfd(5), FD_CLOEXEC);
	KUNIT_EXPECT_EQ(test, do_syscall(dup3, 0, 5, 0), 5);
	KUNIT_EXPECT_EQ(test, getfd(5), 0);
	KUNIT_EXPECT_EQ(test, do_syscall(dup3, 0, 0, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_syscall(dup3, 0, 6, O_NONBLOCK), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_syscall(dup3, 9, 6, 0), -EBADF);
	KUNIT_EXPECT_FALSE(test, is_open(6));
}

/* ---- the limit ---- */

static void rlimit_nofile_is_above_all_numbers(struct kunit *test)
{
	struct file *file;

	set_limit(RLIMIT_NOFILE, 3);
	for (int i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, open_one(test), i);
	KUNIT_EXPECT_EQ(test, do_syscall(dup, 0), -EMFILE);
	file = fget(0);
	KUNIT_EXPECT_EQ(test, fd_install_new(current->files, file, 0), -EMFILE);
	fput(file);
	KUNIT_EXPECT_EQ(test, do_syscall(dup2, 0, 3), -EBADF);
	KUNIT_EXPECT_EQ(test, do_syscall(dup2, 0, 2), 2);
	KUNIT_EXPECT_EQ(test, do_syscall(fcntl64, 0, F_DUPFD, 3), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_syscall(fcntl64, 0, F_DUPFD, 2), -EMFILE);
	do_syscall(close, 1);
	KUNIT_EXPECT_EQ(test, do_syscall(dup, 0), 1);
	for (int i = 0; i < 3; i++)
		do_syscall(close, i);
	KUNIT_EXPECT_EQ(test, released, 3U); /* what was refused holds nothing */
}

/* ---- fcntl and ioctl ---- */

static void fcntl_duplicates_from_a_number_on(struct kunit *test)
{
	open_one(test);
	open_one(test);
	KUNIT_EXPECT_EQ(test, do_syscall(fcntl64, 0, F_DUPFD, 0), 2);
	KUNIT_EXPECT_EQ(test, do_syscall(fcntl64, 0, F_DUPFD, 1), 3);
	KUNIT_EXPECT_EQ(test, do_syscall(fcntl64, 0, F_DUPFD, 10), 10);
	KUNIT_EXPECT_EQ(test, do_syscall(fcntl64, 0, F_DUPFD_CLOEXEC, 10), 11);
	KUNIT_EXPECT_EQ(test, do_syscall(fcntl64, 0, F_DUPFD, 200), 200);
	KUNIT_EXPECT_EQ(test, getfd(10), 0);
	KUNIT_EXPECT_EQ(test, getfd(11), FD_CLOEXEC);
	KUNIT_EXPECT_TRUE(test, are_one_file(0, 11));
	KUNIT_EXPECT_EQ(test, do_syscall(dup, 0), 4);
}

static void close_on_exec_is_the_descriptors(struct kunit *test)
{
	open_one(test);
	do_syscall(dup, 0);
	KUNIT_EXPECT_EQ(test, do_syscall(fcntl64, 1, F_SETFD, FD_CLOEXEC | 2), 0);
	KUNIT_EXPECT_EQ(test, getfd(0), 0);
	KUNIT_EXPECT_EQ(test, getfd(1), FD_CLOEXEC);
	KUNIT_EXPECT_EQ(test, do_syscall(fcntl64, 1, F_SETFD, 2), 0);
	KUNIT_EXPECT_EQ(test, getfd(1), 0);
	KUNIT_EXPECT_EQ(test, do_syscall(ioctl, 0, FIOCLEX), 0);
	KUNIT_EXPECT_EQ(test, getfd(0), FD_CLOEXEC);
	KUNIT_EXPECT_EQ(test, do_syscall(ioctl, 0, FIONCLEX), 0);
	KUNIT_EXPECT_EQ(test, getfd(0), 0);
}

static void some_flags_can_change_while_a_file_is_open(struct kunit *test)
{
	int fd = open_on(test, O_RDWR | O_NONBLOCK, &plain_fops), two = do_syscall(dup, fd);

	KUNIT_EXPECT_EQ(test, do_syscall(fcntl64, fd, F_GETFL), O_RDWR | O_NONBLOCK);
	KUNIT_EXPECT_EQ(test, do_syscall(fcntl64, fd, F_SETFL, O_APPEND | O_CREAT | O_CLOEXEC), 0);
	KUNIT_EXPECT_EQ(test, do_syscall(fcntl64, two, F_GETFL), O_RDWR | O_APPEND);
}

static void a_place_has_no_flags_to_change(struct kunit *test)
{
	int fd = open_on(test, O_PATH, &device_fops);

	KUNIT_EXPECT_EQ(test, do_syscall(fcntl64, fd, F_GETFL), O_PATH);
	KUNIT_EXPECT_EQ(test, do_syscall(fcntl64, fd, F_SETFL, O_APPEND), -EBADF);
	KUNIT_EXPECT_EQ(test, do_syscall(fcntl64, fd, 9999), -EBADF);
	KUNIT_EXPECT_EQ(test, do_syscall(fcntl64, fd, F_SETFD, FD_CLOEXEC), 0);
	KUNIT_EXPECT_EQ(test, getfd(fd), FD_CLOEXEC);
	KUNIT_EXPECT_EQ(test, do_syscall(ioctl, fd, FIONCLEX), -EBADF);
	KUNIT_EXPECT_EQ(test, do_syscall(ioctl, fd, 1, 2), -EBADF);
	KUNIT_EXPECT_EQ(test, do_syscall(dup, fd), 1);
	KUNIT_EXPECT_NULL(test, fget(fd));
}

static void what_nobody_knows_is_refused(struct kunit *test)
{
	int plain = open_one(test), device = open_on(test, O_RDWR, &device_fops);

	KUNIT_EXPECT_EQ(test, do_syscall(fcntl64, plain, 9999), -EINVAL);
	KUNIT_EXPECT_EQ(test, do_syscall(fcntl64, 9, F_GETFD), -EBADF);
	KUNIT_EXPECT_EQ(test, do_syscall(ioctl, plain, 1000, 2), -ENOTTY);
	KUNIT_EXPECT_EQ(test, do_syscall(ioctl, device, 1000, 2), 1002);
	KUNIT_EXPECT_EQ(test, do_syscall(ioctl, 9, 1000, 2), -EBADF);
	do_syscall(close, plain);
	do_syscall(close, device);
	KUNIT_EXPECT_EQ(test, released, 2U);
}

/* ---- whole tables ---- */

static void a_first_process_has_the_console_three_times(struct kunit *test)
{
	struct files_struct *own = current->files;
	struct file *console;

	current->files = alloc_files_on_console();
	KUNIT_ASSERT_FALSE(test, IS_ERR(current->files));
	console = fget(0);
	KUNIT_EXPECT_STREQ(test, console->f_name, "/dev/console");
	KUNIT_EXPECT_EQ(test, atomic_read(&console->f_count), 4);
	fput(console);
	KUNIT_EXPECT_TRUE(test, are_one_file(0, 1) && are_one_file(0, 2));
	KUNIT_EXPECT_FALSE(test, is_open(3));
	KUNIT_EXPECT_EQ(test, getfd(0) | getfd(1) | getfd(2), 0);
	KUNIT_EXPECT_EQ(test, do_syscall(dup, 0), 3);
	put_files(current->files);
	current->files = own;
}

static void a_table_that_is_shared_is_copied_for_who_unshares(struct kunit *test)
{
	struct files_struct *shared = current->files, *own;

	KUNIT_EXPECT_PTR_EQ(test, unshare_files(shared), shared);
	open_on(test, O_RDWR | O_CLOEXEC, &plain_fops);
	get_files(shared);
	fail_nth_slab_alloc(1);
	KUNIT_EXPECT_NULL(test, unshare_files(shared));
	fail_nth_slab_alloc(0);
	own = unshare_files(shared);
	KUNIT_ASSERT_NOT_NULL(test, own);
	KUNIT_EXPECT_PTR_NE(test, own, shared);
	do_syscall(close, 0); /* in the old one */
	put_files(shared);
	current->files = own;
	KUNIT_EXPECT_EQ(test, released, 0U);
	KUNIT_EXPECT_EQ(test, getfd(0), FD_CLOEXEC);
	KUNIT_EXPECT_EQ(test, open_one(test), 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_number_that_is_closed_is_free),
	KUNIT_CASE(dup_is_the_same_file_at_the_lowest_number),
	KUNIT_CASE(dup2_closes_what_was_there),
	KUNIT_CASE(dup2_to_itself_changes_nothing),
	KUNIT_CASE(the_table_grows_for_dup2),
	KUNIT_CASE(dup3_sets_close_on_exec),
	KUNIT_CASE(rlimit_nofile_is_above_all_numbers),
	KUNIT_CASE(fcntl_duplicates_from_a_number_on),
	KUNIT_CASE(close_on_exec_is_the_descriptors),
	KUNIT_CASE(some_flags_can_change_while_a_file_is_open),
	KUNIT_CASE(a_place_has_no_flags_to_change),
	KUNIT_CASE(what_nobody_knows_is_refused),
	KUNIT_CASE(a_first_process_has_the_console_three_times),
	KUNIT_CASE(a_table_that_is_shared_is_copied_for_who_unshares),
	{},
};

static struct kunit_suite suite = {
	.name = "fd",
	.init = make_table,
	.exit = drop_table,
	.test_cases = cases,
};
kunit_test_suite(suite);
