// SPDX-License-Identifier: MIT
/* Tests of drivers/tty/console_input.c, with the test in place of a device. What was typed ahead is lost. */
#include <k896/console_input.h>
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>

#define QUEUE_SIZE 1024

static console_interrupt_t before;
static unsigned int interrupts;

static void count_interrupt(void)
{
	interrupts++;
}

static void discard_input(void)
{
	while (console_trygetc() >= 0)
		;
}

static int init(struct kunit *test)
{
	before = console_set_interrupt(NULL);
	discard_input();
	interrupts = 0;
	return 0;
}

static void exit(struct kunit *test)
{
	discard_input();
	console_set_interrupt(before);
}

static void type(const char *text)
{
	while (*text)
		console_receive(*text++);
}

static void bytes_come_out_in_their_order(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, console_has_input());
	type("k8");
	console_receive(0xff);
	KUNIT_EXPECT_TRUE(test, console_has_input());
	KUNIT_EXPECT_EQ(test, console_getc(), 'k');
	KUNIT_EXPECT_EQ(test, console_getc(), '8');
	KUNIT_EXPECT_EQ(test, console_getc_interruptible(), 0xff);
	KUNIT_EXPECT_EQ(test, console_trygetc(), -1);
}

static void what_nobody_takes_in_time_is_counted(struct kunit *test)
{
	unsigned int overruns = console_overruns(), wrong = 0;

	for (unsigned int i = 0; i < QUEUE_SIZE + 100; i++)
		console_receive('a' + i % 26);
	KUNIT_EXPECT_EQ(test, console_overruns() - overruns, 100);
	for (unsigned int i = 0; i < QUEUE_SIZE; i++)
		wrong += console_getc() != 'a' + i % 26;
	KUNIT_EXPECT_EQ(test, wrong, 0);
	type("x"); /* and it goes on */
	KUNIT_EXPECT_EQ(test, console_trygetc(), 'x');
}

static void ctrl_c_is_a_byte_where_nobody_wants_to_be_told(struct kunit *test)
{
	type("a\3b");
	KUNIT_EXPECT_EQ(test, console_trygetc(), 'a');
	KUNIT_EXPECT_EQ(test, console_trygetc(), CTRL('C'));
	KUNIT_EXPECT_EQ(test, console_trygetc(), 'b');
}

static void ctrl_c_throws_away_what_was_before_it_and_is_told(struct kunit *test)
{
	KUNIT_EXPECT_PTR_EQ(test, console_set_interrupt(count_interrupt), NULL);
	type("abc\3d");
	KUNIT_EXPECT_EQ(test, interrupts, 1);
	KUNIT_EXPECT_EQ(test, console_trygetc(), 'd');
	KUNIT_EXPECT_PTR_EQ(test, console_set_interrupt(NULL), count_interrupt);
	type("\3");
	KUNIT_EXPECT_EQ(test, interrupts, 1);
}

static void ctrl_c_finds_room_in_a_full_queue(struct kunit *test)
{
	console_set_interrupt(count_interrupt);
	for (unsigned int i = 0; i < QUEUE_SIZE + 1; i++)
		type("x");
	type("\3");
	KUNIT_EXPECT_EQ(test, interrupts, 1);
	KUNIT_EXPECT_FALSE(test, console_has_input());
}

static void a_ctrl_c_that_nobody_has_read_goes_to_the_next(struct kunit *test)
{
	type("a\3b\3c");
	console_set_interrupt(count_interrupt);
	KUNIT_EXPECT_EQ(test, interrupts, 1);
	KUNIT_EXPECT_EQ(test, console_trygetc(), 'c');
	KUNIT_EXPECT_FALSE(test, console_has_input());
}

static int read_one(void *into)
{
	*(int *)into = console_getc();
	return 0;
}

static int read_one_interruptible(void *into)
{
	*(int *)into = console_getc_interruptible();
	return 0;
}

/* The task that waits in @reader, asleep. It ends when it has read one. */
static struct task_struct *start(struct kunit *test, int (*reader)(void *into), int *into)
{
	struct task_struct *task = kthread_create(reader, into, "console_reader");

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, task);
	get_task_struct(task);
	wake_up_process(task);
	schedule_timeout_uninterruptible(2);
	KUNIT_EXPECT_FALSE(test, task_is_running(task));
	KUNIT_EXPECT_EQ(test, *into, -1);
	return task;
}

static void a_reader_sleeps_until_there_is_something(struct kunit *test)
{
	int got = -1;
	struct task_struct *task = start(test, read_one, &got);

	type("a");
	kthread_stop(task);
	put_task_struct(task);
	KUNIT_EXPECT_EQ(test, got, 'a');
}

static void a_signal_ends_an_interruptible_wait(struct kunit *test)
{
	int got = -1;
	struct task_struct *task = start(test, read_one_interruptible, &got);

	signal_wake_up(task, false);
	kthread_stop(task);
	put_task_struct(task);
	KUNIT_EXPECT_EQ(test, got, -ERESTARTSYS);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(bytes_come_out_in_their_order),
	KUNIT_CASE(what_nobody_takes_in_time_is_counted),
	KUNIT_CASE(ctrl_c_is_a_byte_where_nobody_wants_to_be_told),
	KUNIT_CASE(ctrl_c_throws_away_what_was_before_it_and_is_told),
	KUNIT_CASE(ctrl_c_finds_room_in_a_full_queue),
	KUNIT_CASE(a_ctrl_c_that_nobody_has_read_goes_to_the_next),
	KUNIT_CASE(a_reader_sleeps_until_there_is_something),
	KUNIT_CASE(a_signal_ends_an_interruptible_wait),
	{},
};

static struct kunit_suite console_input_suite = {
	.name = "console_input",
	.init = init,
	.exit = exit,
	.test_cases = cases,
};
kunit_test_suite(console_input_suite);
