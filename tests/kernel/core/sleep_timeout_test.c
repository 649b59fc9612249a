// SPDX-License-Identifier: MIT
/* Tests of kernel/core/sleep_timeout.c: where sleeping is allowed. Where it is not: context_test.c. */
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/timer.h>

/* Begins right after a tick: what follows has almost 10 ms until the next. */
static void wait_for_tick(void)
{
	schedule_timeout_uninterruptible(1);
}

static void schedule_timeout_sleeps_that_many_ticks(struct kunit *test)
{
	unsigned long start;

	wait_for_tick();
	start = jiffies;
	KUNIT_EXPECT_EQ(test, schedule_timeout_uninterruptible(7), 0);
	KUNIT_EXPECT_EQ(test, jiffies - start, 7);
	KUNIT_EXPECT_EQ(test, schedule_timeout_interruptible(0), 0);
	KUNIT_EXPECT_LE(test, jiffies - start, 8);
}

/* A timer that wakes a task. */
struct alarm {
	struct timer_list timer;
	struct task_struct *task;
};

static void ring(struct timer_list *timer)
{
	struct alarm *alarm = from_timer(alarm, timer, timer);

	wake_up_process(alarm->task);
}

static void woken_early_it_returns_what_was_left(struct kunit *test)
{
	struct alarm alarm = { .task = current };
	unsigned long start;

	timer_setup_on_stack(&alarm.timer, ring, 0);
	wait_for_tick();
	start = jiffies;
	mod_timer(&alarm.timer, start + 3);
	KUNIT_EXPECT_EQ(test, schedule_timeout_interruptible(100), 97);
	mod_timer(&alarm.timer, jiffies + 3);
	KUNIT_EXPECT_EQ(test, schedule_timeout_killable(MAX_SCHEDULE_TIMEOUT),
			MAX_SCHEDULE_TIMEOUT);
	KUNIT_EXPECT_EQ(test, jiffies - start, 6);
}

static void a_negative_timeout_is_reported(struct kunit *test)
{
	u32 since = log_position();

	KUNIT_EXPECT_EQ(test, schedule_timeout_interruptible(-1), 0);
	KUNIT_EXPECT_EQ(test, log_count(since, "schedule_timeout: wrong timeout value ffffffff"),
			1);
	KUNIT_EXPECT_TRUE(test, task_is_running(current));
	KUNIT_EXPECT_REPORTS(test, 1);
}

static void a_moment_never_comes_too_early(struct kunit *test)
{
	for (unsigned int i = 0; i < 60; i++) {
		ktime_t moment = ktime_get() + i % 30 * 777 * NSEC_PER_USEC;
		int err;

		do {
			set_current_state(TASK_UNINTERRUPTIBLE);
			err = schedule_until(moment);
		} while (err == -EINTR);
		KUNIT_EXPECT_EQ(test, err, 0);
		KUNIT_EXPECT_GE(test, ktime_get(), moment);
		KUNIT_EXPECT_TRUE(test, task_is_running(current));
	}
}

static void woken_before_the_moment_it_says_so(struct kunit *test)
{
	struct alarm alarm = { .task = current };
	const ktime_t moments[] = { ktime_get() + 1000LL * NSEC_PER_SEC, KTIME_MAX };

	timer_setup_on_stack(&alarm.timer, ring, 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(moments); i++) {
		mod_timer(&alarm.timer, jiffies + 2);
		set_current_state(TASK_UNINTERRUPTIBLE);
		KUNIT_EXPECT_EQ(test, schedule_until(moments[i]), -EINTR);
	}
}

static void msleep_is_never_too_short(struct kunit *test)
{
	static const unsigned int msecs[] = { 0, 1, 9, 10, 11, 55, 1000 };

	for (unsigned int i = 0; i < ARRAY_SIZE(msecs); i++) {
		ktime_t start = ktime_get();
		s64 slept;

		msleep(msecs[i]);
		slept = ktime_us_delta(ktime_get(), start);
		KUNIT_EXPECT_GE(test, slept, msecs[i] * 1000);
		KUNIT_EXPECT_LE(test, slept, msecs[i] * 1000 + 20100);
	}
	KUNIT_EXPECT_EQ(test, msleep_interruptible(20), 0);
}

static void ssleep_sleeps_seconds(struct kunit *test)
{
	ktime_t start = ktime_get();

	ssleep(2);
	KUNIT_EXPECT_GE(test, ktime_ms_delta(ktime_get(), start), 2000);
	KUNIT_EXPECT_LE(test, ktime_ms_delta(ktime_get(), start), 2030);
}

static void usleep_range_keeps_both_bounds(struct kunit *test)
{
	static const unsigned long range[][2] = {
		{ 0, 0 },	  { 10, 20 },	    { 500, 600 },     { 5000, 6000 },
		{ 15000, 16000 }, { 20000, 40000 }, { 55000, 56000 },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(range); i++) {
		ktime_t start = ktime_get();
		s64 slept;

		usleep_range(range[i][0], range[i][1]);
		slept = ktime_us_delta(ktime_get(), start);
		KUNIT_EXPECT_GE(test, slept, range[i][0]);
		KUNIT_EXPECT_LE(test, slept, range[i][1] + 50);
	}
}

static int spin(void *turns)
{
	while (!kthread_should_stop()) {
		++*(unsigned int *)turns;
		cond_resched();
	}
	return 0;
}

static void usleep_range_lets_others_run(struct kunit *test)
{
	unsigned int turns = 0;
	struct task_struct *other = kthread_run(spin, &turns, "timer_test");

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, other);
	usleep_range(30000, 50000);
	KUNIT_EXPECT_GT(test, READ_ONCE(turns), 100);
	kthread_stop(other);
}

static struct kunit_case sleep_timeout_cases[] = {
	KUNIT_CASE(schedule_timeout_sleeps_that_many_ticks),
	KUNIT_CASE(woken_early_it_returns_what_was_left),
	KUNIT_CASE(a_negative_timeout_is_reported),
	KUNIT_CASE(a_moment_never_comes_too_early),
	KUNIT_CASE(woken_before_the_moment_it_says_so),
	KUNIT_CASE(msleep_is_never_too_short),
	KUNIT_CASE(ssleep_sleeps_seconds),
	KUNIT_CASE(usleep_range_keeps_both_bounds),
	KUNIT_CASE(usleep_range_lets_others_run),
	{},
};

static struct kunit_suite sleep_timeout_suite = {
	.name = "sleep_timeout",
	.test_cases = sleep_timeout_cases,
};
kunit_test_suite(sleep_timeout_suite);
