// SPDX-License-Identifier: MIT
/*
 * The terminal (drivers/tty/tty.c) while somebody reads: what others may do meanwhile. What one program alone sees is
 * tests/boot/test_tty.py's.
 */
#include <k896/console_input.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched/task.h>
#include <linux/tty.h>
#include <linux/uaccess.h>
#include <uapi/asm/termios.h>

#include "tests/support/user_mm.h"

#define TERMIOS ((struct termios __user *)(FIXED_AT + PAGES(1)))

static struct file *terminal;
static struct mm_struct *mm;

/* ---- readers ---- */

struct reader {
	size_t count;
	char text[32];
	ssize_t result;
	bool done;
	struct task_struct *task;
};

/* The readers' memory is the test's; each has a part of the first page. */
static unsigned long buffer_of(const struct reader *r)
{
	return FIXED_AT + ((unsigned long)r->task->pid * 64) % PAGE_SIZE;
}

static int read_once(void *arg)
{
	struct reader *r = arg;

	kthread_use_mm(mm);
	r->result = terminal->f_op->read(terminal, (void __user *)buffer_of(r), r->count, NULL);
	if (r->result > 0 && copy_from_user(r->text, (void __user *)buffer_of(r), r->result))
		r->result = -EFAULT;
	kthread_unuse_mm(mm);
	WRITE_ONCE(r->done, true);
	return 0;
}

/* Until it sleeps or is done. */
static void settle(struct reader *r)
{
	do {
		schedule_timeout_uninterruptible(1);
	} while (!READ_ONCE(r->done) && task_is_running(r->task));
}

static void start(struct kunit *test, struct reader *r)
{
	r->task = kthread_create(read_once, r, "reader");
	KUNIT_ASSERT_FALSE(test, IS_ERR(r->task));
	get_task_struct(r->task);
	wake_up_process(r->task);
	settle(r);
}

static ssize_t finish(struct reader *r)
{
	kthread_stop(r->task);
	put_task_struct(r->task);
	return r->result;
}

static void type(const char *keys)
{
	while (*keys)
		console_receive(*keys++);
}

/* ---- the terminal ---- */

static void ignore(void)
{
}

static int set_up(struct kunit *test)
{
	int err = use_fresh_mm(test);

	if (err)
		return err;
	mm = test->priv;
	map_anon_at(FIXED_AT, PAGES(2), RW);
	terminal = filp_open("/dev/tty", O_RDWR, 0);
	if (IS_ERR(terminal))
		return PTR_ERR(terminal);
	tty_begin(ignore);
	return 0;
}

static void tear_down(struct kunit *test)
{
	if (!IS_ERR_OR_NULL(terminal)) {
		tty_end();
		fput(terminal);
	}
	terminal = NULL;
	drop_mm(test);
}

static long tty_ioctl(unsigned int cmd, unsigned long arg)
{
	return terminal->f_op->ioctl(terminal, cmd, arg);
}

static long set_local(unsigned int cmd, unsigned int clear)
{
	struct termios t;
	long err = tty_ioctl(TCGETS, (unsigned long)TERMIOS);

	if (err || copy_from_user(&t, TERMIOS, sizeof(t)))
		return err ?: -EFAULT;
	t.c_lflag &= ~(clear | ECHO);
	if (copy_to_user(TERMIOS, &t, sizeof(t)))
		return -EFAULT;
	return tty_ioctl(cmd, (unsigned long)TERMIOS);
}

/* One more open file, which does not wait. */
static ssize_t read_at_once(struct kunit *test, size_t count)
{
	struct file *file = filp_open("/dev/tty", O_RDWR | O_NONBLOCK, 0);
	ssize_t n;

	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	n = file->f_op->read(file, (void __user *)FIXED_AT, count, NULL);
	fput(file);
	return n;
}

/* ---- cases ---- */

static void settings_change_while_somebody_reads(struct kunit *test)
{
	const unsigned int cmds[] = { TCSETS, TCSETSW, TCSETSF };
	struct reader r = { .count = 32 };

	start(test, &r);
	for (unsigned int i = 0; i < ARRAY_SIZE(cmds); i++)
		KUNIT_EXPECT_EQ(test, set_local(cmds[i], 0), 0L);
	KUNIT_EXPECT_EQ(test, tty_ioctl(TCSBRK, 1), 0L);
	KUNIT_EXPECT_EQ(test, tty_ioctl(TCFLSH, TCIFLUSH), 0L);
	KUNIT_EXPECT_EQ(test, tty_ioctl(TCFLSH, TCOFLUSH), 0L);
	KUNIT_EXPECT_EQ(test, tty_ioctl(TCFLSH, 3), -EINVAL);
	settle(&r);
	KUNIT_EXPECT_FALSE(test, r.done);
	type("abc\n");
	settle(&r);
	KUNIT_EXPECT_EQ(test, finish(&r), 4L);
	KUNIT_EXPECT_STREQ(test, r.text, "abc\n");
}

static void who_does_not_wait_gets_eagain(struct kunit *test)
{
	struct reader r = { .count = 32 };

	KUNIT_EXPECT_EQ(test, set_local(TCSETS, 0), 0L);
	KUNIT_EXPECT_EQ(test, read_at_once(test, 8), -EAGAIN); /* nothing there */
	start(test, &r);
	KUNIT_EXPECT_EQ(test, read_at_once(test, 8), -EAGAIN); /* another's turn */
	type("ab");
	settle(&r);
	KUNIT_EXPECT_EQ(test, read_at_once(test, 8), -EAGAIN);
	type("\n");
	KUNIT_EXPECT_EQ(test, finish(&r), 3L);
	type("cd");
	KUNIT_EXPECT_EQ(test, read_at_once(test, 8), -EAGAIN); /* no line yet */
	type("\n");
	KUNIT_EXPECT_EQ(test, read_at_once(test, 8), 3L);
}

static void readers_take_turns(struct kunit *test)
{
	struct reader first = { .count = 32 }, second = { .count = 32 };

	KUNIT_EXPECT_EQ(test, set_local(TCSETS, 0), 0L);
	start(test, &first);
	start(test, &second);
	type("one\ntwo\n");
	KUNIT_EXPECT_EQ(test, finish(&first), 4L);
	KUNIT_EXPECT_EQ(test, finish(&second), 4L);
	KUNIT_EXPECT_STREQ(test, first.text, "one\n");
	KUNIT_EXPECT_STREQ(test, second.text, "two\n");
}

/* As SIGKILL would: the one that waits for input, and the one that waits for its turn. */
static void a_signal_ends_either_wait(struct kunit *test)
{
	struct reader first = { .count = 32 }, second = { .count = 32 };
	struct reader *readers[] = { &second, &first };

	start(test, &first);
	start(test, &second);
	for (unsigned int i = 0; i < ARRAY_SIZE(readers); i++) {
		KUNIT_EXPECT_FALSE(test, readers[i]->done);
		set_bit(TIF_SIGPENDING, &readers[i]->task->thread_flags);
		wake_up_process(readers[i]->task);
		settle(readers[i]);
		KUNIT_EXPECT_EQ(test, finish(readers[i]), -ERESTARTSYS);
	}
}

/* It reads, and has seen "ab" of a line. */
static void start_in_a_line(struct kunit *test, struct reader *r)
{
	KUNIT_EXPECT_EQ(test, set_local(TCSETS, 0), 0L);
	start(test, r);
	type("ab");
	settle(r);
	KUNIT_EXPECT_FALSE(test, r->done);
}

static void leaving_line_mode_gives_what_was_typed(struct kunit *test)
{
	struct reader r = { .count = 32 };

	start_in_a_line(test, &r);
	KUNIT_EXPECT_EQ(test, set_local(TCSETS, ICANON), 0L);
	settle(&r);
	KUNIT_EXPECT_EQ(test, finish(&r), 2L);
	KUNIT_EXPECT_STREQ(test, r.text, "ab");
}

static void a_flush_drops_what_was_typed(struct kunit *test)
{
	struct reader r = { .count = 32 };

	start_in_a_line(test, &r);
	KUNIT_EXPECT_EQ(test, set_local(TCSETSF, 0), 0L);
	type("cd\n");
	settle(&r);
	KUNIT_EXPECT_EQ(test, finish(&r), 3L);
	KUNIT_EXPECT_STREQ(test, r.text, "cd\n");
	type("ef\n");
	KUNIT_EXPECT_EQ(test, tty_ioctl(TCFLSH, TCIOFLUSH), 0L);
	KUNIT_EXPECT_EQ(test, read_at_once(test, 8), -EAGAIN);
}

static void a_reader_whose_terminal_is_gone_fails(struct kunit *test)
{
	struct reader r = { .count = 32 };

	KUNIT_EXPECT_EQ(test, set_local(TCSETS, 0), 0L);
	start(test, &r);
	tty_end();
	settle(&r);
	KUNIT_EXPECT_EQ(test, finish(&r), -EIO);
	KUNIT_EXPECT_EQ(test, read_at_once(test, 8), -EIO);
	tty_begin(ignore);
}

static void a_line_that_cannot_be_handed_over_stays(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, set_local(TCSETS, 0), 0L);
	type("abc\n");
	KUNIT_EXPECT_EQ(test, terminal->f_op->read(terminal, (void __user *)16, 8, NULL), -EFAULT);
	KUNIT_EXPECT_EQ(test, read_at_once(test, 2), 2L);
	KUNIT_EXPECT_EQ(test, read_at_once(test, 8), 2L);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(settings_change_while_somebody_reads),
	KUNIT_CASE(who_does_not_wait_gets_eagain),
	KUNIT_CASE(readers_take_turns),
	KUNIT_CASE(a_signal_ends_either_wait),
	KUNIT_CASE(leaving_line_mode_gives_what_was_typed),
	KUNIT_CASE(a_flush_drops_what_was_typed),
	KUNIT_CASE(a_reader_whose_terminal_is_gone_fails),
	KUNIT_CASE(a_line_that_cannot_be_handed_over_stays),
	{},
};

static struct kunit_suite suite = {
	.name = "tty",
	.init = set_up,
	.exit = tear_down,
	.test_cases = cases,
};
kunit_test_suite(suite);
