// SPDX-License-Identifier: MIT
/*
 * A writer has a regular file, and its position, to itself (fs/read_write.c, fs/shmem.c). One is
 * stopped in the middle of its write: its second page of user memory has to be brought in, and the test
 * holds mmap_lock. What the others do meanwhile is seen when they sleep or are done.
 */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#include "tests/support/user_mm.h"

#define WHOLE PAGES(2)

static struct mm_struct *mm; /* the first writer's, and the caller's of what runs beside it */
static struct files_struct *files;

/* One system call in a task of its own. */
struct call {
	struct mm_struct *mm;
	long (*fn)(struct call *c);
	unsigned int fd;
	unsigned long addr, len;
	long result;
	bool done;
	struct task_struct *task;
};

static int make_call(void *arg)
{
	struct call *c = arg;

	kthread_use_mm(c->mm);
	current->files = files;
	c->result = c->fn(c);
	current->files = NULL;
	kthread_unuse_mm(c->mm);
	WRITE_ONCE(c->done, true);
	return 0;
}

/* Until it cannot go on by itself. */
static void start(struct kunit *test, struct call *c)
{
	c->task = kthread_create(make_call, c, "writer");
	KUNIT_ASSERT_FALSE(test, IS_ERR(c->task));
	get_task_struct(c->task);
	wake_up_process(c->task);
	while (!READ_ONCE(c->done) && task_is_running(c->task))
		schedule_timeout_uninterruptible(1);
}

static long finish(struct call *c)
{
	kthread_stop(c->task);
	put_task_struct(c->task);
	return c->result;
}

static long call_write(struct call *c)
{
	return do_syscall(write, c->fd, c->addr, c->len);
}

static long call_lseek(struct call *c)
{
	return do_syscall(lseek, c->fd, c->len, SEEK_SET);
}

static long call_ftruncate(struct call *c)
{
	return do_syscall(ftruncate, c->fd, c->len);
}

/* { first page, second page } at FIXED_AT. */
static long call_writev(struct call *c)
{
	unsigned long vec = FIXED_AT + WHOLE;

	return do_syscall(writev, c->fd, vec, 2);
}

/* ---- files and buffers ---- */

static struct file *memory_file(struct kunit *test)
{
	struct file *file = shmem_file_setup("append", 0, 0);

	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	return file;
}

static int open_on(struct kunit *test, struct inode *inode, unsigned int flags)
{
	struct file *file = alloc_file(ihold(inode), flags, inode->i_fop);
	int fd;

	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	fd = fd_install_new(files, file, 0);
	KUNIT_ASSERT_GE(test, fd, 0);
	return fd;
}

/* The first writer's buffer: one page that is there, and one that is not. It wants to write 'a' and zeroes. */
static void fill_buffers(void)
{
	unsigned long vec[] = { FIXED_AT, PAGE_SIZE, FIXED_AT + PAGES(1), PAGE_SIZE };

	map_anon_at(FIXED_AT, PAGES(4), RW);
	write_user(FIXED_AT, 'a');
	for (unsigned int i = 0; i < ARRAY_SIZE(vec); i++)
		write_user(FIXED_AT + WHOLE + i * sizeof(long), vec[i]);
	map_anon_at(FIXED_AT + PAGES(3), PAGES(1), RW);
	write_user(FIXED_AT + PAGES(3), 'b');
}

static int set_up(struct kunit *test)
{
	int err = use_fresh_mm(test);

	if (err)
		return err;
	files = alloc_files();
	if (!files)
		return -ENOMEM;
	current->files = files;
	mm = mm_alloc();
	if (!mm)
		return -ENOMEM;
	fill_buffers(); /* the test's own */
	switch_mm_current(mm);
	fill_buffers();
	switch_mm_current(test->priv);
	return 0;
}

static void tear_down(struct kunit *test)
{
	current->files = NULL;
	if (files)
		put_files(files);
	if (mm)
		mmput(mm);
	files = NULL;
	mm = NULL;
	drop_mm(test);
}

/* A word of a file. */
static unsigned long word_at(struct file *file, loff_t pos)
{
	unsigned long word = 0;

	kernel_read(file, &word, sizeof(word), &pos);
	return word;
}

/* ---- two at once ---- */

/* @slow stops in its second page, @other is called meanwhile; then both end. */
static void run_beside(struct kunit *test, struct call *slow, struct call *other)
{
	slow->mm = mm;
	other->mm = test->priv;
	mmap_write_lock(mm);
	start(test, slow);
	KUNIT_EXPECT_FALSE(test, slow->done);
	start(test, other);
	KUNIT_EXPECT_FALSE(test, other->done); /* it waits */
	mmap_write_unlock(mm);
}

/* Two pages to one file, and one word beside it to the other: neither is lost. */
static void both_are_whole(struct kunit *test, struct file *file, unsigned int fd,
			   unsigned int other_fd)
{
	struct call a = { .fn = call_write, .fd = fd, .addr = FIXED_AT, .len = WHOLE };
	struct call b = { .fn = call_write,
			  .fd = other_fd,
			  .addr = FIXED_AT + PAGES(3),
			  .len = sizeof(long) };

	run_beside(test, &a, &b);
	KUNIT_EXPECT_EQ(test, finish(&a), (long)WHOLE);
	KUNIT_EXPECT_EQ(test, finish(&b), (long)sizeof(long));
	KUNIT_EXPECT_EQ(test, file->f_inode->i_size, (loff_t)(WHOLE + sizeof(long)));
	KUNIT_EXPECT_EQ(test, word_at(file, 0), (unsigned long)'a');
	KUNIT_EXPECT_EQ(test, word_at(file, WHOLE), (unsigned long)'b');
}

static void appended_records_are_all_there(struct kunit *test)
{
	struct file *file = memory_file(test);
	int fd = open_on(test, file->f_inode, O_WRONLY | O_APPEND);

	both_are_whole(test, file, fd, open_on(test, file->f_inode, O_WRONLY | O_APPEND));
	fput(file);
}

static void a_vector_is_appended_whole(struct kunit *test)
{
	struct file *file = memory_file(test);
	struct call a = { .fn = call_writev };
	struct call b = { .fn = call_write, .addr = FIXED_AT + PAGES(3), .len = sizeof(long) };

	a.fd = open_on(test, file->f_inode, O_WRONLY | O_APPEND);
	b.fd = open_on(test, file->f_inode, O_WRONLY | O_APPEND);
	run_beside(test, &a, &b);
	KUNIT_EXPECT_EQ(test, finish(&a), (long)WHOLE);
	KUNIT_EXPECT_EQ(test, finish(&b), (long)sizeof(long));
	KUNIT_EXPECT_EQ(test, word_at(file, WHOLE), (unsigned long)'b');
	fput(file);
}

static void two_who_share_a_position_write_one_after_the_other(struct kunit *test)
{
	struct file *file = memory_file(test);
	int fd = open_on(test, file->f_inode, O_WRONLY);

	both_are_whole(test, file, fd, fd);
	fput(file);
}

static void a_position_set_while_somebody_writes_holds(struct kunit *test)
{
	struct file *file = memory_file(test);
	struct call a = { .fn = call_write, .addr = FIXED_AT, .len = WHOLE };
	struct call b = { .fn = call_lseek, .len = 5 };

	a.fd = b.fd = open_on(test, file->f_inode, O_WRONLY);
	run_beside(test, &a, &b);
	KUNIT_EXPECT_EQ(test, finish(&a), (long)WHOLE);
	KUNIT_EXPECT_EQ(test, finish(&b), 5L);
	KUNIT_EXPECT_EQ(test, do_syscall(lseek, a.fd, 0, SEEK_CUR), 5L);
	fput(file);
}

static void a_size_set_while_somebody_writes_holds(struct kunit *test)
{
	struct file *file = memory_file(test);
	struct call a = { .fn = call_write, .addr = FIXED_AT, .len = WHOLE };
	struct call b = { .fn = call_ftruncate, .len = 3 };

	a.fd = open_on(test, file->f_inode, O_WRONLY);
	b.fd = open_on(test, file->f_inode, O_WRONLY);
	run_beside(test, &a, &b);
	KUNIT_EXPECT_EQ(test, finish(&a), (long)WHOLE);
	KUNIT_EXPECT_EQ(test, finish(&b), 0L);
	KUNIT_EXPECT_EQ(test, file->f_inode->i_size, 3LL);
	fput(file);
}

/* ---- what only looks like a change ---- */

static void nothing_appended_moves_nothing(struct kunit *test)
{
	struct file *file = memory_file(test);
	unsigned int fd = open_on(test, file->f_inode, O_RDWR | O_APPEND);

	KUNIT_EXPECT_EQ(test, do_syscall(write, fd, FIXED_AT, 8), 8L);
	KUNIT_EXPECT_EQ(test, do_syscall(lseek, fd, 3, SEEK_SET), 3L);
	KUNIT_EXPECT_EQ(test, do_syscall(write, fd, FIXED_AT, 0), 0L);
	KUNIT_EXPECT_EQ(test, do_syscall(lseek, fd, 0, SEEK_CUR), 3L);
	/* nor does what cannot be read */
	KUNIT_EXPECT_EQ(test, do_syscall(write, fd, FIXED_AT - PAGES(8), 8), -EFAULT);
	KUNIT_EXPECT_EQ(test, do_syscall(lseek, fd, 0, SEEK_CUR), 3L);
	KUNIT_EXPECT_EQ(test, file->f_inode->i_size, 8LL);
	fput(file);
}

/* As if SIGKILL had come: what was moved until then counts, and no more is. */
static void who_is_to_die_moves_no_more_bytes(struct kunit *test)
{
	struct file *file = memory_file(test);
	unsigned int fd = open_on(test, file->f_inode, O_RDWR);

	KUNIT_EXPECT_EQ(test, do_syscall(write, fd, FIXED_AT, 8), 8L);
	set_bit(TIF_FATAL, &current->thread_flags);
	set_bit(TIF_SIGPENDING, &current->thread_flags);
	KUNIT_EXPECT_EQ(test, do_syscall(write, fd, FIXED_AT, 8), -EINTR);
	KUNIT_EXPECT_EQ(test, do_syscall(pread64, fd, FIXED_AT, 8, 0, 0), -EINTR);
	clear_bit(TIF_SIGPENDING, &current->thread_flags);
	clear_bit(TIF_FATAL, &current->thread_flags);
	KUNIT_EXPECT_EQ(test, file->f_inode->i_size, 8LL);
	KUNIT_EXPECT_EQ(test, do_syscall(lseek, fd, 0, SEEK_CUR), 8L);
	fput(file);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(appended_records_are_all_there),
	KUNIT_CASE(a_vector_is_appended_whole),
	KUNIT_CASE(two_who_share_a_position_write_one_after_the_other),
	KUNIT_CASE(a_position_set_while_somebody_writes_holds),
	KUNIT_CASE(a_size_set_while_somebody_writes_holds),
	KUNIT_CASE(nothing_appended_moves_nothing),
	KUNIT_CASE(who_is_to_die_moves_no_more_bytes),
	{},
};

static struct kunit_suite suite = {
	.name = "append",
	.init = set_up,
	.exit = tear_down,
	.test_cases = cases,
};
kunit_test_suite(suite);
