/* SPDX-License-Identifier: MIT */
/*
 * What happens when a process has used a certain time of the CPU: ITIMER_VIRTUAL, ITIMER_PROF, RLIMIT_CPU;
 * and how much it has used, as clocks tell it.
 *
 * Use is counted in ticks, each charged whole to the task that is found running, so it is also looked at
 * once a tick: the scheduler asks for it while sig->cpu_timers says that there is something to look at. A
 * timer gets one tick more than it asks for, since the tick that runs now may be nearly over and will be
 * charged whole.
 *
 * RLIMIT_CPU: SIGXCPU at the soft limit, which then moves on by a second; SIGKILL at the hard one.
 *
 * A process has one thread today: its times are its task's.
 *
 * Locks: signal->timer_lock, which the tick takes as well. Tests: user/timers.c.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/signal.h>
#include <uapi/linux/time.h>

#include "task.h"

static u64 used_ns(const struct task_struct *p, int which)
{
	return (u64)(which == ITIMER_VIRTUAL ? p->utime : p->utime + p->stime) * TICK_NSEC;
}

void update_cpu_timers(struct signal_struct *sig)
{
	WRITE_ONCE(sig->cpu_timers, sig->it[0].expires || sig->it[1].expires ||
					    sig->rlim[RLIMIT_CPU].rlim_cur != RLIM_INFINITY);
}

/* ---- once a tick ---- */

/* timer_lock held. */
static bool expire_locked(struct task_struct *p, int which)
{
	struct cpu_itimer *it = &p->signal->it[which - ITIMER_VIRTUAL];

	lockdep_assert_held(&p->signal->timer_lock);
	if (!it->expires || used_ns(p, which) < it->expires)
		return false;
	it->expires = it->incr ? it->expires + it->incr : 0;
	return true;
}

/* The signal that is due, or 0. timer_lock held. */
static int check_limit_locked(const struct task_struct *p)
{
	struct rlimit *limit = &p->signal->rlim[RLIMIT_CPU];
	unsigned long seconds = (p->utime + p->stime) / HZ;

	lockdep_assert_held(&p->signal->timer_lock);
	if (limit->rlim_cur == RLIM_INFINITY)
		return 0;
	if (seconds >= limit->rlim_max)
		return SIGKILL;
	if (seconds < limit->rlim_cur)
		return 0;
	limit->rlim_cur++;
	return SIGXCPU;
}

/* Hard interrupt. */
static void run_cpu_timers(struct task_struct *p)
{
	bool is_virtual, prof;
	unsigned long flags;
	int limit;

	spin_lock_irqsave(&p->signal->timer_lock, flags);
	is_virtual = expire_locked(p, ITIMER_VIRTUAL);
	prof = expire_locked(p, ITIMER_PROF);
	limit = check_limit_locked(p);
	update_cpu_timers(p->signal);
	spin_unlock_irqrestore(&p->signal->timer_lock, flags);
	if (!prof && !is_virtual && !limit)
		return;
	/* A fatal one takes back what a parent was to be told. */
	spin_lock_irqsave(&tasklist_lock, flags);
	if (prof)
		send_sig(SIGPROF, p, 1);
	if (is_virtual)
		send_sig(SIGVTALRM, p, 1);
	if (limit)
		send_sig(limit, p, 1);
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

static int __init cpu_timer_init(void)
{
	cpu_timer_hook = run_cpu_timers;
	return 0;
}
core_initcall(cpu_timer_init);

/* ---- the timers ---- */

void get_cpu_timer(int which, struct itimer_ns *value)
{
	struct signal_struct *sig = current->signal;
	const struct cpu_itimer *it = &sig->it[which - ITIMER_VIRTUAL];
	unsigned long flags;

	spin_lock_irqsave(&sig->timer_lock, flags);
	value->interval = it->incr;
	value->value = it->expires ? max((s64)(it->expires - TICK_NSEC - used_ns(current, which)),
					 (s64)NSEC_PER_USEC) :
				     0;
	spin_unlock_irqrestore(&sig->timer_lock, flags);
}

void set_cpu_timer(int which, const struct itimer_ns *value)
{
	struct signal_struct *sig = current->signal;
	struct cpu_itimer *it = &sig->it[which - ITIMER_VIRTUAL];
	unsigned long flags;

	spin_lock_irqsave(&sig->timer_lock, flags);
	it->incr = value->interval;
	it->expires = value->value ? used_ns(current, which) + value->value + TICK_NSEC : 0;
	update_cpu_timers(sig);
	spin_unlock_irqrestore(&sig->timer_lock, flags);
}

/* ---- the clocks ---- */

/* A clock of a process or thread has a negative number: ~pid << 3 | of a thread? << 2 | which. */
#define CLOCK_OF_THREAD 4
enum { CPUCLOCK_PROF, CPUCLOCK_VIRT, CPUCLOCK_SCHED, CPUCLOCK_MAX };

int read_cpu_clock(int clock, s64 *ns)
{
	pid_t pid = ~(clock >> 3);
	struct task_struct *p = pid ? find_get_task_by_vpid(pid) : get_task_struct(current);
	int which = clock & 3, err = -EINVAL;

	if (p && p->signal && which < CPUCLOCK_MAX &&
	    (p == current || !(clock & CLOCK_OF_THREAD))) {
		*ns = used_ns(p, which == CPUCLOCK_VIRT ? ITIMER_VIRTUAL : ITIMER_PROF);
		err = 0;
	}
	if (p)
		put_task_struct(p);
	return err;
}
