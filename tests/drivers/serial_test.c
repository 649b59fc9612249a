// SPDX-License-Identifier: MIT
/*
 * Tests of the input side of drivers/serial/8250.c. The port is looped back to itself, so what is sent comes
 * in again, by a real interrupt. As long as that lasts nothing may be printed: results are kept and
 * looked at afterwards.
 */
#include <k896/console_input.h>
#include <kunit/test.h>
#include <linux/irq.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/serial.h>

#define SERIAL_IRQ 4

static void bytes_come_in_by_interrupt_in_their_order(struct kunit *test)
{
	unsigned int interrupts = kstat_irqs(SERIAL_IRQ);
	int got[4];

	while (console_trygetc() >= 0)
		;
	serial_loopback(true);
	for (unsigned int i = 0; i < 3; i++)
		serial_putc("k\0\xff"[i]);
	schedule_timeout_uninterruptible(2);
	for (unsigned int i = 0; i < ARRAY_SIZE(got); i++)
		got[i] = console_trygetc();
	serial_loopback(false);
	KUNIT_EXPECT_EQ(test, got[0], 'k');
	KUNIT_EXPECT_EQ(test, got[1], 0);
	KUNIT_EXPECT_EQ(test, got[2], 0xff);
	KUNIT_EXPECT_EQ(test, got[3], -1);
	KUNIT_EXPECT_GT(test, kstat_irqs(SERIAL_IRQ), interrupts);
}

static void what_the_port_loses_is_counted(struct kunit *test)
{
	unsigned int overruns = serial_overruns(), lost;

	while (console_trygetc() >= 0)
		;
	local_irq_disable();
	serial_loopback(true);
	for (unsigned int i = 0; i < 20; i++) /* the port keeps 16 */
		serial_putc('x');
	local_irq_enable();
	schedule_timeout_uninterruptible(2);
	serial_loopback(false);
	lost = serial_overruns() - overruns;
	while (console_trygetc() >= 0)
		;
	KUNIT_EXPECT_GE(test, lost, 1);
}

static struct kunit_case serial_cases[] = {
	KUNIT_CASE(bytes_come_in_by_interrupt_in_their_order),
	KUNIT_CASE(what_the_port_loses_is_counted),
	{},
};

static struct kunit_suite serial_suite = { .name = "serial", .test_cases = serial_cases };
kunit_test_suite(serial_suite);
