/* SPDX-License-Identifier: MIT */
/*
 * alarm() and setitimer(ITIMER_REAL): SIGALRM after a time, once or again and again. One kernel timer a process, in its
 * signal_struct; it counts ticks. The other two interval timers, of time used, are not there: -EINVAL.
 *
 * Tests: tests/user.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/math.h>
#include <linux/param.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/signal.h>
#include <linux/syscalls.h>
#include <linux/timer.h>
#include <linux/uaccess.h>

#include "task.h"

#define TICKS_MAX (ULONG_MAX / 4) /* half of what jiffies can tell apart */

/* Softirq. The process waits for its timer when it ends, so it is there, and the number is its own. */
void real_timer_expired(struct timer_list *timer)
{
	struct signal_struct *sig = from_timer(sig, timer, real_timer);

	if (sig->it_real_incr)
		mod_timer(timer, jiffies + sig->it_real_incr);
	kill_proc_info(SIGALRM, NULL, sig->real_timer_pid);
}

/* In ticks, 0: not running. Returns what was left of the one before. */
static unsigned long set_real_timer(unsigned long value, unsigned long interval)
{
	struct signal_struct *sig = current->signal;
	unsigned long left = 0;

	if (del_timer_sync(&sig->real_timer))
		left = max((long)(sig->real_timer.expires - jiffies), 1L);
	sig->it_real_incr = interval;
	sig->real_timer_pid = current->pid;
	if (value)
		mod_timer(&sig->real_timer,
			  jiffies + value + 1); /* the running tick does not count */
	return left;
}

SYSCALL_DEFINE1(alarm, unsigned int, seconds)
{
	unsigned long ticks = min(seconds, (unsigned int)TICKS_MAX / HZ) * HZ;
	unsigned long left = set_real_timer(ticks, 0);

	/* To the nearest second; but what has not gone off yet is never none. */
	return left ? max(DIV_ROUND_CLOSEST(left, HZ), 1UL) : 0;
}

static int to_ticks(const struct old_timeval *tv, unsigned long *ticks)
{
	if (tv->tv_sec < 0 || (u32)tv->tv_usec >= USEC_PER_SEC)
		return -EINVAL;
	*ticks = min((unsigned long)tv->tv_sec, TICKS_MAX / HZ - 1) * HZ +
		 DIV_ROUND_UP(tv->tv_usec, TICK_USEC);
	return 0;
}

static struct old_timeval from_ticks(unsigned long ticks)
{
	return (struct old_timeval){ ticks / HZ, ticks % HZ * TICK_USEC };
}

SYSCALL_DEFINE3(setitimer, int, which, const struct old_itimerval __user *, from,
		struct old_itimerval __user *, to)
{
	struct old_itimerval new = {}, old;
	unsigned long value, interval;

	if (from && copy_from_user(&new, from, sizeof(new)))
		return -EFAULT;
	if (which != ITIMER_REAL || to_ticks(&new.it_value, &value) ||
	    to_ticks(&new.it_interval, &interval))
		return -EINVAL;
	old.it_interval = from_ticks(current->signal->it_real_incr);
	old.it_value = from_ticks(set_real_timer(value, interval));
	return to && copy_to_user(to, &old, sizeof(old)) ? -EFAULT : 0;
}

SYSCALL_DEFINE2(getitimer, int, which, struct old_itimerval __user *, to)
{
	const struct signal_struct *sig = current->signal;
	struct old_itimerval now = { .it_interval = from_ticks(sig->it_real_incr) };

	if (which != ITIMER_REAL)
		return -EINVAL;
	if (timer_pending(&sig->real_timer))
		now.it_value = from_ticks(max((long)(sig->real_timer.expires - jiffies), 1L));
	return copy_to_user(to, &now, sizeof(now)) ? -EFAULT : 0;
}
