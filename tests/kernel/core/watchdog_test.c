// SPDX-License-Identifier: MIT
/*
 * Tests of kernel/core/watchdog.c. The CPU is kept by waiting for interrupts, which costs nothing, and a clock that can be
 * set forward makes a tick late.
 */
#include <asm/processor.h>
#include <kunit/test.h>
#include <linux/clocksource.h>
#include <linux/delay.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/nmi.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/sched/sysctl.h>
#include <linux/timer.h>

#include "tests/support/reports.h"

static int thresh;

static int be_short(struct kunit *test)
{
	thresh = watchdog_thresh;
	watchdog_thresh = 1;
	msleep(1100); /* what was printed before is no excuse any more */
	return 0;
}

static void be_long_again(struct kunit *test)
{
	watchdog_thresh = thresh;
}

/* ---- soft lockup ---- */

/* Without schedule(), if preemption is off; @meanwhile is called at each tick. */
static noinline void keep_the_cpu(unsigned int ticks, void (*meanwhile)(void))
{
	while (ticks--) {
		asm volatile("hlt");
		if (meanwhile)
			meanwhile();
	}
}

static void a_task_that_keeps_the_cpu_is_reported_once(struct kunit *test)
{
	struct reports mark = mark_reports();
	unsigned int line;

	preempt_disable();
	line = __LINE__ + 1;
	keep_the_cpu(5 * HZ, NULL);
	preempt_enable();
	EXPECT_REPORTS(test, mark, 1, "watchdog: BUG: soft lockup - CPU#0 stuck for 2s! [");
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, "[%s:%d]", current->comm, current->pid));
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, "EIP: "));
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, "a_task_that_keeps_the_cpu"));
	EXPECT_PLACE(test, mark, line);
}

static struct timer_list timer;

static void keep_the_cpu_in_a_timer(struct timer_list *t)
{
	keep_the_cpu(3 * HZ, NULL);
}

static void a_timer_that_keeps_the_cpu_is_reported(struct kunit *test)
{
	struct reports mark = mark_reports();

	timer_setup(&timer, keep_the_cpu_in_a_timer, 0);
	mod_timer(&timer, jiffies + 1);
	msleep(50);
	del_timer_sync(&timer);
	EXPECT_REPORTS(test, mark, 1, "watchdog: BUG: soft lockup");
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, " keep_the_cpu_in_a_timer+0x"));
}

static void each_lockup_is_reported(struct kunit *test)
{
	struct reports mark = mark_reports();

	for (unsigned int i = 0; i < 2; i++) {
		preempt_disable();
		keep_the_cpu(3 * HZ, NULL);
		preempt_enable();
	}
	EXPECT_REPORTS(test, mark, 2, "watchdog: BUG: soft lockup");
}

static void give_way(void)
{
	preempt_enable();
	preempt_disable();
}

static void who_gives_way_or_says_so_is_left_alone(struct kunit *test)
{
	struct reports mark = mark_reports();

	keep_the_cpu(3 * HZ, NULL); /* anybody might have come */
	preempt_disable();
	keep_the_cpu(3 * HZ, give_way);
	keep_the_cpu(3 * HZ, touch_softlockup_watchdog);
	keep_the_cpu(HZ, NULL);
	preempt_enable();
	watchdog_thresh = 0;
	preempt_disable();
	keep_the_cpu(3 * HZ, NULL);
	preempt_enable();
	EXPECT_SILENCE(test, mark);
}

/* ---- interrupts off ---- */

static u64 ahead;

static u64 read_clock(struct clocksource *cs)
{
	return rdtsc() + ahead;
}

static struct clocksource clock = { .name = "ahead", .rating = 1000, .read = read_clock };

/* A tick is due; by the clock it has been for @msecs. */
static void be_late(unsigned int msecs)
{
	mdelay(11);
	ahead += (u64)msecs * tsc_khz;
}

static unsigned int line_off, line_on;

static noinline void off_and_on(unsigned int msecs)
{
	line_off = __LINE__ + 1;
	local_irq_disable();
	be_late(msecs);
	line_on = __LINE__ + 1;
	local_irq_enable();
	barrier();
}

static noinline void save_and_restore(unsigned int msecs)
{
	unsigned long flags;

	line_off = __LINE__ + 1;
	local_irq_save(flags);
	be_late(msecs);
	line_on = __LINE__ + 1;
	local_irq_restore(flags);
	barrier();
}

/* What this prints is an excuse for a second. */
static void start_clock(void)
{
	clocksource_register_khz(&clock, tsc_khz);
	msleep(1100);
}

#ifdef CONFIG_LOCKDEP
#define EXPECT_PLACES(test, mark)                                                                  \
	do {                                                                                       \
		EXPECT_PLACE(test, mark, line_off);                                                \
		EXPECT_PLACE(test, mark, line_on);                                                 \
	} while (0)
#else
#define EXPECT_PLACES(test, mark) EXPECT_PLACE(test, mark, line_on)
#endif

static void interrupts_that_were_off_for_long_are_reported(struct kunit *test)
{
	struct reports mark;

	start_clock();
	mark = mark_reports();
	off_and_on(1500);
	EXPECT_REPORTS(test, mark, 1, "watchdog: BUG: interrupts off - CPU#0 stuck for 1s! [");
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, " off_and_on+0x"));
	EXPECT_PLACES(test, mark);
	msleep(1100);
	mark = mark_reports();
	save_and_restore(3000);
	EXPECT_REPORTS(test, mark, 1, "watchdog: BUG: interrupts off - CPU#0 stuck for 3s! [");
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, " save_and_restore+0x"));
	EXPECT_PLACES(test, mark);
	clocksource_unregister(&clock);
}

#define IRQ_UNUSED 5

static irqreturn_t take_long(int irq, void *msecs)
{
	be_late((unsigned long)msecs);
	return IRQ_HANDLED;
}

/* The int instruction comes in by the door of the line. */
static void handle(struct kunit *test, unsigned long msecs)
{
	KUNIT_ASSERT_EQ(test,
			request_irq(IRQ_UNUSED, take_long, IRQF_SHARED, "slow", (void *)msecs), 0);
	asm volatile("int %0" : : "i"(IRQ0_VECTOR + IRQ_UNUSED) : "memory", "cc");
	free_irq(IRQ_UNUSED, (void *)msecs);
}

static void a_handler_that_takes_long_is_reported(struct kunit *test)
{
	struct reports mark;

	start_clock();
	mark = mark_reports();
	handle(test, 2000);
	EXPECT_REPORTS(test, mark, 1, "watchdog: BUG: interrupts off - CPU#0 stuck for 2s! [");
	KUNIT_EXPECT_TRUE(test,
			  log_contains(mark.log, "meanwhile there was a call of take_long+0x0/"));
	msleep(1100);
	mark = mark_reports();
	handle(test, 900);
	EXPECT_SILENCE(test, mark);
	clocksource_unregister(&clock);
}

static void a_moment_is_not_long(struct kunit *test)
{
	struct reports mark;

	start_clock();
	mark = mark_reports();
	for (unsigned int i = 0; i < 5; i++) {
		off_and_on(900);
		save_and_restore(900);
		msleep(20);
	}
	EXPECT_SILENCE(test, mark);
	clocksource_unregister(&clock);
}

/* The whole machine stood still: idle, at work, and when a task had just been told to be off. */
static void time_that_jumps_is_nobodys_fault(struct kunit *test)
{
	struct reports mark;

	start_clock();
	mark = mark_reports();
	ahead += 60000ULL * tsc_khz;
	msleep(20);
	ahead += 60000ULL * tsc_khz;
	for (unsigned long end = jiffies + 3; time_before(jiffies, end);)
		cpu_relax();
	preempt_disable();
	ahead += 60000ULL * tsc_khz;
	keep_the_cpu(3, NULL);
	preempt_enable();
	EXPECT_SILENCE(test, mark);
	clocksource_unregister(&clock);
}

static void who_prints_for_long_has_an_excuse(struct kunit *test)
{
	struct reports mark;

	start_clock();
	mark = mark_reports();
	local_irq_disable();
	be_late(5000);
	pr_info("a line of many\n");
	local_irq_enable();
	barrier();
	EXPECT_SILENCE(test, mark);
	clocksource_unregister(&clock);
}

static void the_words_at_boot_are_understood(struct kunit *test)
{
	unsigned long timeout = sysctl_hung_task_timeout_secs;
	int warnings = sysctl_hung_task_warnings;

	parse_early_param(
		"watchdog_thresh=7 sysctl.kernel.hung_task_timeout_secs=33 sysctl.kernel.hung_task_warnings=-1");
	KUNIT_EXPECT_EQ(test, watchdog_thresh, 7);
	KUNIT_EXPECT_EQ(test, sysctl_hung_task_timeout_secs, 33UL);
	KUNIT_EXPECT_EQ(test, sysctl_hung_task_warnings, -1);
	sysctl_hung_task_timeout_secs = timeout;
	sysctl_hung_task_warnings = warnings;
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_task_that_keeps_the_cpu_is_reported_once),
	KUNIT_CASE(a_timer_that_keeps_the_cpu_is_reported),
	KUNIT_CASE(each_lockup_is_reported),
	KUNIT_CASE(who_gives_way_or_says_so_is_left_alone),
	KUNIT_CASE(interrupts_that_were_off_for_long_are_reported),
	KUNIT_CASE(a_handler_that_takes_long_is_reported),
	KUNIT_CASE(a_moment_is_not_long),
	KUNIT_CASE(time_that_jumps_is_nobodys_fault),
	KUNIT_CASE(who_prints_for_long_has_an_excuse),
	KUNIT_CASE(the_words_at_boot_are_understood),
	{},
};

static struct kunit_suite watchdog_suite = {
	.name = "watchdog",
	.init = be_short,
	.exit = be_long_again,
	.test_cases = cases,
};
kunit_test_suite(watchdog_suite);
