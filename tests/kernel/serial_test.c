// SPDX-License-Identifier: MIT
/*
 * Tests of the input side of drivers/serial/8250.c. The port is looped back to itself, so what is sent comes
 * in again, by a real interrupt. As long as that lasts nothing may be printed: results are kept and
 * looked at afterwards.
 */
#include <kunit/test.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/serial.h>

#define SERIAL_IRQ 4
#define RING_SIZE  1024

static void discard_input(void)
{
	while (serial_trygetc() >= 0)
		;
}

static void bytes_come_in_by_interrupt_in_their_order(struct kunit *test)
{
	unsigned int interrupts = kstat_irqs(SERIAL_IRQ);
	int got[4];

	discard_input();
	serial_loopback(true);
	for (unsigned int i = 0; i < 3; i++)
		serial_putc("k\0\xff"[i]);
	for (unsigned int i = 0; i < ARRAY_SIZE(got); i++)
		got[i] = serial_trygetc();
	serial_loopback(false);
	KUNIT_EXPECT_EQ(test, got[0], 'k');
	KUNIT_EXPECT_EQ(test, got[1], 0);
	KUNIT_EXPECT_EQ(test, got[2], 0xff);
	KUNIT_EXPECT_EQ(test, got[3], -1);
	KUNIT_EXPECT_GT(test, kstat_irqs(SERIAL_IRQ), interrupts);
}

static void what_nobody_takes_in_time_is_counted(struct kunit *test)
{
	unsigned int overruns = serial_overruns(), wrong = 0;

	discard_input();
	serial_loopback(true);
	for (unsigned int i = 0; i < RING_SIZE + 100; i++)
		serial_putc(i % 251);
	for (unsigned int i = 0; i < RING_SIZE; i++)
		wrong += serial_trygetc() != i % 251;
	wrong += serial_trygetc() != -1;
	serial_putc('x'); /* and it goes on */
	wrong += serial_trygetc() != 'x';
	serial_loopback(false);
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_EQ(test, serial_overruns() - overruns, 100);
}

static int read_three(void *into)
{
	for (int i = 0; i < 3; i++)
		((int *)into)[i] = serial_getc();
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static void a_reader_sleeps_until_there_is_something(struct kunit *test)
{
	int got[3] = { -1, -1, -1 };
	struct task_struct *reader;
	bool asleep, was_woken;

	discard_input();
	reader = kthread_run(read_three, got, "serial_test");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, reader);
	schedule_timeout_uninterruptible(2);
	asleep = !task_is_running(reader);
	serial_loopback(true);
	serial_putc('a');
	schedule_timeout_uninterruptible(2);
	serial_putc('b');
	serial_putc('c');
	schedule_timeout_uninterruptible(2);
	serial_loopback(false);
	was_woken = READ_ONCE(got[2]) >= 0;
	kthread_stop(reader);
	KUNIT_EXPECT_TRUE(test, asleep);
	KUNIT_EXPECT_TRUE(test, was_woken);
	KUNIT_EXPECT_EQ(test, got[0], 'a');
	KUNIT_EXPECT_EQ(test, got[1], 'b');
	KUNIT_EXPECT_EQ(test, got[2], 'c');
}

static struct kunit_case serial_cases[] = {
	KUNIT_CASE(bytes_come_in_by_interrupt_in_their_order),
	KUNIT_CASE(what_nobody_takes_in_time_is_counted),
	KUNIT_CASE(a_reader_sleeps_until_there_is_something),
	{},
};

static struct kunit_suite serial_suite = { .name = "serial", .test_cases = serial_cases };
kunit_test_suite(serial_suite);
