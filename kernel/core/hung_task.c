/* SPDX-License-Identifier: MIT */
/*
 * Tasks that hang: asleep where no signal wakes them (state D, "uninterruptible"), for 120 seconds. Such a sleep is meant to be
 * short; somebody has kept a lock, or forgotten a wake-up.
 *
 *	INFO: task reader:41 blocked for more than 120 seconds.
 *	task:reader          state:D ...			its stack: where it waits
 *	INFO: task reader:41 is blocked on mutex c02f8400, owned by task writer:40.
 *	task:writer          state:S ...			what the one who has it does instead
 *
 * Once a second all tasks are looked at. One that has been in state D each time, and has not run in between (the number of
 * its switches is the same), counts up; seconds in which the whole machine stood still are not counted. State D on purpose,
 * TASK_IDLE, and sleeps that a fatal signal ends, TASK_KILLABLE, do not count. Reported once for each 120 seconds,
 * ten times in all.
 *
 * Linux has a thread for this, khungtaskd; here it is part of the tick, which is less and hangs with nobody.
 *
 * Tests: tests/kernel/core/hung_task_test.c
 */
#include <k896/report.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sched/debug.h>
#include <linux/sched/signal.h>
#include <linux/sched/sysctl.h>
#include <linux/sched/task.h>
#include <linux/string.h>

unsigned long sysctl_hung_task_timeout_secs = 120;
int sysctl_hung_task_warnings = 10;

static int __init timeout_setup(char *value)
{
	return kstrtoul(value, 0, &sysctl_hung_task_timeout_secs) == 0;
}
early_param("sysctl.kernel.hung_task_timeout_secs=", timeout_setup);

static int __init warnings_setup(char *value)
{
	return kstrtoint(value, 0, &sysctl_hung_task_warnings) == 0;
}
early_param("sysctl.kernel.hung_task_warnings=", warnings_setup);

/* ---- the report; tasklist_lock held, so that nobody goes away meanwhile ---- */

/* It may have ended with the lock in its hands. */
static bool exists(const struct task_struct *owner)
{
	const struct task_struct *p;

	for_each_task(p)
		if (p == owner)
			return true;
	return false;
}

static void show_owner(const struct task_struct *p)
{
	const struct lock_wait *wait = p->blocked_on;
	const struct task_struct *owner = wait ? READ_ONCE(*wait->owner) : NULL;
	char who[40] = "owned by readers";

	if (!wait)
		return;
	if (owner && !exists(owner))
		strscpy(who, "whose owner is gone", sizeof(who));
	else if (owner)
		scnprintf(who, sizeof(who), "owned by task %s:%d", owner->comm, owner->pid);
	pr_err("INFO: task %s:%d is blocked on %s %px, %s.\n", p->comm, p->pid, wait->kind,
	       wait->lock, who);
	if (owner && exists(owner))
		sched_show_task(owner);
}

static __cold void report_hung(const struct task_struct *p)
{
	unsigned long flags;

	if (!sysctl_hung_task_warnings || !report_begin(&flags))
		return;
	if (sysctl_hung_task_warnings > 0)
		sysctl_hung_task_warnings--;
	pr_err("INFO: task %s:%d blocked for more than %u seconds.\n", p->comm, p->pid,
	       p->hung_seconds);
	sched_show_task(p);
	show_owner(p);
	report_end(flags);
}

/* ---- once a second ---- */

static bool sleeps_in_state_D(const struct task_struct *p)
{
	unsigned int state = READ_ONCE(p->__state);

	return (state & (TASK_UNINTERRUPTIBLE | TASK_WAKEKILL | TASK_NOLOAD)) ==
	       TASK_UNINTERRUPTIBLE;
}

static void look_at(struct task_struct *p)
{
	u16 switches = p->nvcsw + p->nivcsw;

	if (switches != p->last_switch_count) {
		p->last_switch_count = switches;
		p->hung_seconds = 0;
	} else if (p->nvcsw && ++p->hung_seconds % sysctl_hung_task_timeout_secs == 0) {
		report_hung(p); /* one that has never run was never woken: its maker's business */
	}
}

void check_hung_tasks(void)
{
	struct task_struct *p;
	unsigned long flags;

	if (!sysctl_hung_task_timeout_secs)
		return;
	spin_lock_irqsave(&tasklist_lock, flags);
	for_each_task(p)
		if (sleeps_in_state_D(p))
			look_at(p);
	spin_unlock_irqrestore(&tasklist_lock, flags);
}
