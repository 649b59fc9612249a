/* SPDX-License-Identifier: MIT */
/*
 * alarm() and the interval timers: a signal after a time, once or again and again.
 *
 *	ITIMER_REAL	SIGALRM		time that goes by: one kernel timer a process, in its signal_struct
 *	ITIMER_VIRTUAL	SIGVTALRM	time used in user mode: cpu_timer.c
 *	ITIMER_PROF	SIGPROF		time used at all: cpu_timer.c
 *
 * Times are kept in nanoseconds, so that what is left is never more than what was asked for. The kernel
 * timer counts ticks and may come a little early: then it is armed once more.
 *
 * Tests: user/timers.c.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/ktime.h>
#include <linux/param.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/signal.h>
#include <linux/syscalls.h>
#include <linux/timer.h>
#include <linux/uaccess.h>
#include <uapi/linux/time.h>

#include "task.h"

/* ---- ITIMER_REAL ---- */

/* timer_lock held. */
static void arm_locked(struct signal_struct *sig)
{
	s64 left = max(sig->it_real_expires - ktime_get(), (s64)0);

	lockdep_assert_held(&sig->timer_lock);
	mod_timer(&sig->real_timer,
		  jiffies + min(nsecs_to_jiffies64(left) + 1, (u64)MAX_JIFFY_OFFSET));
}

/* The next of the moments at @from, @from + @interval ... behind @now. */
static ktime_t next_moment(ktime_t from, s64 interval, ktime_t now)
{
	return from + ((s64)div64_u64(now - from, interval) + 1) * interval;
}

/* Is it time? Then for the next time, if there is one. timer_lock held. */
static bool expire_locked(struct signal_struct *sig)
{
	ktime_t now = ktime_get();
	bool due = sig->it_real_expires && sig->it_real_expires <= now;

	lockdep_assert_held(&sig->timer_lock);
	if (due)
		sig->it_real_expires = sig->it_real_incr ? next_moment(sig->it_real_expires,
								       sig->it_real_incr, now) :
							   0;
	if (sig->it_real_expires)
		arm_locked(sig);
	return due;
}

/* Softirq. The process waits for its timer when it ends, so it is there, and the number is its own. */
void real_timer_expired(struct timer_list *timer)
{
	struct signal_struct *sig = from_timer(sig, timer, real_timer);
	unsigned long flags;
	bool due;

	spin_lock_irqsave(&sig->timer_lock, flags);
	due = expire_locked(sig);
	spin_unlock_irqrestore(&sig->timer_lock, flags);
	if (due)
		kill_proc_info(SIGALRM, NULL, sig->real_timer_pid);
}

static void get_real_timer(struct itimer_ns *it)
{
	struct signal_struct *sig = current->signal;
	unsigned long flags;

	spin_lock_irqsave(&sig->timer_lock, flags);
	it->interval = sig->it_real_incr;
	it->value = sig->it_real_expires;
	spin_unlock_irqrestore(&sig->timer_lock, flags);
	if (it->value)
		it->value = max(it->value - ktime_get(), (s64)NSEC_PER_USEC);
}

static void set_real_timer(const struct itimer_ns *it)
{
	struct signal_struct *sig = current->signal;
	unsigned long flags;

	del_timer_sync(&sig->real_timer);
	spin_lock_irqsave(&sig->timer_lock, flags);
	sig->real_timer_pid = current->pid;
	sig->it_real_incr = it->interval;
	sig->it_real_expires = it->value ? ktime_after_ns(it->value) : 0;
	if (it->value)
		arm_locked(sig);
	spin_unlock_irqrestore(&sig->timer_lock, flags);
}

SYSCALL_DEFINE1(alarm, unsigned int, seconds)
{
	const struct itimer_ns new = { .value = min(seconds, (unsigned int)INT_MAX) *
						(s64)NSEC_PER_SEC };
	struct itimer_ns old;
	unsigned int left;
	u32 rest;

	get_real_timer(&old);
	set_real_timer(&new);
	left = div_u64_rem(old.value, NSEC_PER_SEC, &rest);
	/* To the nearest second; but of a timer that has not gone off yet never 0. */
	return left + ((rest && !left) || rest >= NSEC_PER_SEC / 2);
}

/* ---- all three ---- */

static int to_ns(const struct old_timeval *tv, s64 *ns)
{
	if (tv->tv_sec < 0 || (u32)tv->tv_usec >= USEC_PER_SEC)
		return -EINVAL;
	*ns = tv->tv_sec * (s64)NSEC_PER_SEC + tv->tv_usec * (s64)NSEC_PER_USEC;
	return 0;
}

static struct old_timeval from_ns(s64 ns)
{
	u32 rest, seconds = div_u64_rem(ns, NSEC_PER_SEC, &rest);

	return (struct old_timeval){ seconds, rest / NSEC_PER_USEC };
}

static int get_timer(int which, struct itimer_ns *it)
{
	if (which == ITIMER_REAL)
		get_real_timer(it);
	else if (which == ITIMER_VIRTUAL || which == ITIMER_PROF)
		get_cpu_timer(which, it);
	else
		return -EINVAL;
	return 0;
}

static int tell(struct old_itimerval __user *to, const struct itimer_ns *it)
{
	struct old_itimerval now = { from_ns(it->interval), from_ns(it->value) };

	return copy_to_user(to, &now, sizeof(now)) ? -EFAULT : 0;
}

SYSCALL_DEFINE3(setitimer, int, which, const struct old_itimerval __user *, from,
		struct old_itimerval __user *, to)
{
	struct old_itimerval tv = {};
	struct itimer_ns new, old;

	if (from && copy_from_user(&tv, from, sizeof(tv)))
		return -EFAULT;
	if (to_ns(&tv.it_value, &new.value) || to_ns(&tv.it_interval, &new.interval) ||
	    get_timer(which, &old))
		return -EINVAL;
	if (which == ITIMER_REAL)
		set_real_timer(&new);
	else
		set_cpu_timer(which, &new);
	return to ? tell(to, &old) : 0;
}

SYSCALL_DEFINE2(getitimer, int, which, struct old_itimerval __user *, to)
{
	struct itimer_ns now;

	return get_timer(which, &now) ?: tell(to, &now);
}
