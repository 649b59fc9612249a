/* SPDX-License-Identifier: MIT */
/*
 * Sleeping for a time: a timer on the sleeper's own stack that wakes it.
 *
 * All count in ticks, so a sleep of n ticks begins somewhere within a tick and lasts between n - 1 and
 * n of them: what must not be too short asks for one more. schedule_until() also asks the clock at the
 * end. Where nobody may sleep, the time is waited for busily, after the report.
 *
 * Tests: tests/kernel/core/sleep_timeout_test.c
 */
#include <k896/report.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/sched/signal.h>
#include <linux/timer.h>

struct sleeper {
	struct timer_list timer;
	struct task_struct *task;
};

static void wake_sleeper(struct timer_list *timer)
{
	struct sleeper *sleeper = from_timer(sleeper, timer, timer);

	wake_up_process(sleeper->task);
}

static __cold void report_wrong_timeout(signed long timeout)
{
	unsigned long flags;

	if (!report_begin(&flags))
		return;
	pr_err("schedule_timeout: wrong timeout value %lx\n", timeout);
	dump_stack();
	report_end(flags);
}

/* In an atomic context schedule() reports that and returns; the time then counts as over. */
signed long __sched schedule_timeout(signed long timeout)
{
	struct sleeper sleeper = { .task = current };
	unsigned long end = jiffies + timeout;

	if (timeout < 0) {
		report_wrong_timeout(timeout);
		__set_current_state(TASK_RUNNING);
		return 0;
	}
	if (timeout == MAX_SCHEDULE_TIMEOUT || !preemptible()) {
		schedule();
		return timeout == MAX_SCHEDULE_TIMEOUT ? timeout : 0;
	}
	timer_setup_on_stack(&sleeper.timer, wake_sleeper, 0);
	mod_timer(&sleeper.timer, end);
	schedule();
	del_timer_sync(&sleeper.timer);
	destroy_timer_on_stack(&sleeper.timer);
	timeout = end - jiffies;
	return timeout < 0 ? 0 : timeout;
}

int __sched schedule_until(ktime_t moment)
{
	s64 left = moment - ktime_get();

	if (moment == KTIME_MAX)
		schedule();
	else if (left > 0)
		schedule_timeout(min(nsecs_to_jiffies64(left) + 1, (u64)MAX_JIFFY_OFFSET));
	if (ktime_get() < moment)
		return -EINTR;
	__set_current_state(TASK_RUNNING);
	return 0;
}

#define SCHEDULE_TIMEOUT(name, state)                                                              \
	signed long schedule_timeout_##name(signed long timeout)                                   \
	{                                                                                          \
		__set_current_state(state);                                                        \
		return schedule_timeout(timeout);                                                  \
	}
SCHEDULE_TIMEOUT(interruptible, TASK_INTERRUPTIBLE)
SCHEDULE_TIMEOUT(killable, TASK_KILLABLE)
SCHEDULE_TIMEOUT(uninterruptible, TASK_UNINTERRUPTIBLE)
SCHEDULE_TIMEOUT(idle, TASK_IDLE)

/* One tick more: the one that is running now has partly gone by. */
void msleep(unsigned int msecs)
{
	unsigned long timeout = msecs_to_jiffies(msecs) + 1;

	might_sleep();
	if (!preemptible()) {
		mdelay(msecs);
		return;
	}
	while (timeout)
		timeout = schedule_timeout_uninterruptible(timeout);
}

unsigned long msleep_interruptible(unsigned int msecs)
{
	unsigned long timeout = msecs_to_jiffies(msecs) + 1;

	might_sleep();
	if (!preemptible()) {
		mdelay(msecs);
		return 0;
	}
	while (timeout && !signal_pending(current))
		timeout = schedule_timeout_interruptible(timeout);
	return jiffies_to_msecs(timeout);
}

/* How many whole ticks can be slept so that it is over by @max; no more than it takes to reach @min. */
static unsigned long ticks_between(s64 min, s64 max)
{
	return min_t(u64, div_u64(max, TICK_NSEC), div_u64(min + TICK_NSEC - 1, TICK_NSEC));
}

/* A tick is too coarse for most of these: what cannot be slept is waited for busily, but can be preempted. */
void usleep_range(unsigned long min, unsigned long max)
{
	s64 left, spare = max > min ? (s64)(max - min) * NSEC_PER_USEC : 0;
	ktime_t end;

	might_sleep();
	if (!preemptible()) {
		udelay(min);
		return;
	}
	end = ktime_get() + (s64)min * NSEC_PER_USEC;
	while ((left = end - ktime_get()) > 0) {
		unsigned long ticks = ticks_between(left, left + spare);

		if (ticks)
			schedule_timeout_uninterruptible(ticks);
		else
			cpu_relax();
	}
}
