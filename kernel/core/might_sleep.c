/* SPDX-License-Identifier: MIT */
/*
 * The rule about sleeping, enforced. Two reports, in Linux's words:
 *
 *	BUG: sleeping function called from invalid context	might_sleep(), at the door
 *	BUG: scheduling while atomic				schedule() itself
 *
 * The first is the rule: it also fires when the call would not have slept this time. The second is for
 * what reaches schedule() by a way of its own. Neither stops the kernel; what was called goes on without
 * sleeping. Linux prints at most one of the first kind a second; here each wrong call counts, and ten of either kind
 * are printed within five seconds. In a DEBUG=1 build they show which locks are held, and where they were taken.
 *
 * Tests: tests/kernel/core/might_sleep_test.c.
 */
#include <k896/report.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/printk.h>
#include <linux/sched.h>

#include "sched_internal.h"

void __might_sleep(const char *file, int line)
{
	unsigned long flags;

	if (system_state == SYSTEM_BOOTING || !report_begin(&flags))
		return;
	pr_err("BUG: sleeping function called from invalid context at %s:%d\n", file, line);
	pr_err("in_atomic(): %d, irqs_disabled(): %d, non_block: 0, pid: %d, name: %s\n",
	       in_atomic(), irqs_disabled_flags(flags), current->pid, current->comm);
	pr_err("preempt_count: %x, expected: 0\n", preempt_count());
	debug_show_held_locks(current);
	dump_stack();
	report_end(flags);
}

void schedule_bug(void)
{
	unsigned long flags;

	if (!report_begin(&flags))
		return;
	/* Linux's figure holds the one count that schedule() itself adds. */
	pr_err("BUG: scheduling while atomic: %s/%d/0x%08lx\n", current->comm, current->pid,
	       preempt_count() + PREEMPT_OFFSET);
	debug_show_held_locks(current);
	dump_stack();
	report_end(flags);
}
