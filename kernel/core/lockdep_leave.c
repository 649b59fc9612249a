/* SPDX-License-Identifier: MIT */
/*
 * Locks that are held where none may be: at the end of a task, on the way to user mode, in memory that is freed. All of them
 * are reported at once, and then forgotten, so that what comes next is not reported for the same mistake.
 *
 * Tests: tests/kernel/core/lockdep_test.c, in a DEBUG=1 build.
 */
#ifdef CONFIG_LOCKDEP
#include <k896/sprintf.h>
#include <linux/container_of.h>
#include <linux/printk.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#include "lockdep_internal.h"

void lockdep_forget_held(void)
{
	struct task_struct *task = current;
	unsigned long flags;

	raw_local_irq_save(flags);
	for (unsigned int i = 0; i < task->lockdep_depth; i++) {
		struct lockdep_map *map = task->held_locks[i].instance;

		if (map->is_spinlock)
			debug_spin_lock_is_gone(container_of(map, spinlock_t, dep_map));
	}
	task->lockdep_depth = 0;
	task->lockdep_unwatched = 0;
	task->curr_chain_key = 0;
	this_cpu_write(lockdep_irqsoff_held, 0);
	raw_local_irq_restore(flags);
}

void debug_check_no_locks_held(void)
{
	char title[64];
	unsigned long flags;

	if (likely(!current->lockdep_depth))
		return;
	snprintf(title, sizeof(title), "WARNING: %s/%d still has locks held!", current->comm,
		 current->pid);
	if (lockdep_begin_report(&flags, title))
		lockdep_end_report(flags);
	lockdep_forget_held();
}

void lockdep_sys_exit(void)
{
	unsigned long flags;

	if (likely(!current->lockdep_depth))
		return;
	if (lockdep_begin_report(&flags, "WARNING: lock held when returning to user space!")) {
		pr_warn("%s/%d is leaving the kernel with locks still held!\n", current->comm,
			current->pid);
		lockdep_end_report(flags);
	}
	lockdep_forget_held();
}

static bool lies_in(const struct held_lock *hlock, const void *from, unsigned long len)
{
	return (unsigned long)hlock->instance - (unsigned long)from < len;
}

static void __cold report_freed(const struct held_lock *hlock, const void *from, unsigned long len)
{
	unsigned long flags;

	if (!lockdep_begin_report(&flags, "WARNING: held lock freed!"))
		return;
	pr_warn("%s/%d is freeing memory %px-%px, with a lock still held there!\n", current->comm,
		current->pid, from, from + len - 1);
	lockdep_print_held("", hlock);
	lockdep_end_report(flags);
}

void __debug_check_no_locks_freed(const void *from, unsigned long len)
{
	struct task_struct *curr = current;

	for (unsigned int i = 0; i < curr->lockdep_depth; i++)
		if (unlikely(lies_in(&curr->held_locks[i], from, len)))
			report_freed(&curr->held_locks[i], from, len);
}

void debug_show_all_locks(void)
{
	const struct task_struct *p;
	unsigned long flags;

	pr_warn("\nShowing all locks held in the system:\n");
	spin_lock_irqsave(&tasklist_lock, flags);
	for_each_task(p)
		if (p->lockdep_depth)
			debug_show_held_locks((struct task_struct *)p);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	pr_warn("\n");
}
#endif
