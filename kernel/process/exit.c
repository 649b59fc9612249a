/* SPDX-License-Identifier: MIT */
/*
 * The end of a process, and which tasks are told of it.
 *
 *	runs --do_exit()--> gives back memory, files		--> EXIT_ZOMBIE	--parent waits--> gone
 *							   \-> EXIT_DEAD: nobody will ask --------> gone
 *
 * A zombie is a number, a status and the sums that wait4() reports; its stack stays with it, for the struct lies
 * on it. Nobody will ask when the parent ignores SIGCHLD, or is the kernel. A task that is gone is in no
 * family and found by no number, although another task may still hold its struct (linux/sched/task.h).
 *
 * Children of a process that dies go to the nearest ancestor that has asked for them
 * (PR_SET_CHILD_SUBREAPER); else to the reaper: the process with number 1, if there is one; else to the
 * kernel, which has no use for their status.
 *
 * Locks: tasklist_lock. Inside it: locks of signals, wait queues, completions.
 *
 * Tests: tests/kernel/process/exit_test.c, tests/kernel/process/task_life_test.c,
 * tests/kernel/process/fork_test.c; tests/user.
 */
#include <k896/check.h>
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/fs.h>
#include <linux/futex.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/oom.h>
#include <linux/pid.h>
#include <linux/printk.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/signal.h>
#include <linux/spinlock.h>
#include <linux/syscalls.h>
#include <linux/timer.h>
#include <linux/uaccess.h>
#include <trace/events/sched.h>

#include "kernel/signal/signal.h"
#include "task.h"
#include "user_thread.h"

/* ---- the parent is told; tasklist_lock held ---- */

/* init, if there is one. No reference is held: at its end it is taken out of here. */
static struct task_struct *child_reaper;

static bool is_child_reaper(struct task_struct *p)
{
	return p == child_reaper;
}

void set_child_reaper(struct task_struct *p)
{
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	child_reaper = p;
	oom_spares = is_child_reaper; /* the OOM killer leaves it alone */
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

/* A process has ended whose parent is @p->real_parent. True: nobody will ask for its status. */
static bool tell_parent_locked(struct task_struct *p)
{
	struct task_struct *parent = task_field(p, real_parent);
	bool ignored;

	lockdep_assert_held(&tasklist_lock);
	if (parent == &init_task) {
		program_ended(p);
		return true;
	}
	ignored = notify_parent_of_exit(p);
	wake_up_interruptible(&task_field(parent, signal)->wait_chldexit);
	return ignored;
}

void leave_family_locked(struct task_struct *p)
{
	lockdep_assert_held(&tasklist_lock);
	task_field(p, exit_state) = EXIT_DEAD;
	task_field(p, real_parent) = &init_task;
	list_del_init(&task_field(p, sibling));
	detach_pid(p);
	put_pid_nr(task_pgrp_nr(p));
	put_pid_nr(task_session_nr(p));
}

/* Without tasklist_lock. */
void release_task(struct task_struct *p)
{
	flush_sigqueue(p);
	atomic_dec(&nr_processes);
	drop_task_struct(p);
}

/* @p leaves the family, and goes to @dead. */
static void bury_locked(struct task_struct *p, struct list_head *dead)
{
	leave_family_locked(p);
	list_add_tail(&p->sibling, dead);
}

/* A child of the dying task gets another parent, which may have to be told of its end. */
static void reparent_locked(struct task_struct *child, struct task_struct *reaper,
			    struct list_head *dead)
{
	task_field(child, real_parent) = reaper;
	task_field(child, exit_signal) = SIGCHLD;
	list_move_tail(&task_field(child, sibling), &task_field(reaper, children));
	if (child->pdeath_signal)
		send_sig(child->pdeath_signal, child, 0);
	if (child->exit_state == EXIT_ZOMBIE && tell_parent_locked(child))
		bury_locked(child, dead);
}

/* The nearest ancestor that asks for orphans; else init; else the kernel. */
static struct task_struct *reaper_for_locked(struct task_struct *p)
{
	struct task_struct *q = task_field(p, real_parent);

	lockdep_assert_held(&tasklist_lock);
	for (; q != &init_task; q = task_field(q, real_parent))
		if (task_field(q, signal)->is_child_subreaper)
			return q;
	return child_reaper ?: &init_task;
}

static void give_children_away_locked(struct task_struct *p, struct list_head *dead)
{
	struct task_struct *reaper = reaper_for_locked(p), *child, *next;

	list_for_each_entry_safe(child, next, &task_field(p, children), sibling) {
		reparent_locked(child, reaper, dead);
		kill_orphaned_pgrp(child, p);
	}
}

static void exit_notify(struct task_struct *p)
{
	struct task_struct *q, *next;
	unsigned long flags;
	LIST_HEAD(dead);

	spin_lock_irqsave(&tasklist_lock, flags);
	if (p == child_reaper)
		child_reaper = NULL;
	give_children_away_locked(p, &dead);
	kill_orphaned_pgrp(p, task_field(p, real_parent));
	task_field(p, exit_state) = EXIT_ZOMBIE;
	if (tell_parent_locked(p))
		bury_locked(p, &dead);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	list_for_each_entry_safe(q, next, &dead, sibling)
		release_task(q);
}

void end_vfork(struct task_struct *p)
{
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	if (task_field(p, vfork_done))
		complete(task_field(p, vfork_done));
	task_field(p, vfork_done) = NULL;
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

/* ---- the invariants ---- */

static bool has_child_locked(struct task_struct *parent, const struct task_struct *p)
{
	const struct task_struct *child;

	list_for_each_entry(child, &task_field(parent, children), sibling)
		if (child == p)
			return true;
	return false;
}

static bool holds_something(struct task_struct *p)
{
	bool holds;

	task_lock(p);
	holds = task_field(p, mm) || task_field(p, files);
	task_unlock(p);
	return holds || !list_empty(&task_field(p, children));
}

static const char *fault_of_locked(struct task_struct *p)
{
	if (!has_child_locked(task_field(p, real_parent), p))
		return "is not among its parent's children";
	if (find_task_by_vpid(p->pid) != p)
		return "is not found by its number";
	if (p->exit_state == EXIT_ZOMBIE && !(p->flags & PF_EXITING))
		return "is a zombie and has not ended";
	if (p->exit_state == EXIT_ZOMBIE && holds_something(p))
		return "is a zombie with memory, files or children";
	return NULL;
}

static const char *fault_of_released_locked(struct task_struct *p)
{
	if (task_field(p, real_parent) != &init_task || find_task_by_vpid(p->pid) == p)
		return "has been released and is still found";
	return NULL;
}

int family_check(void)
{
	struct task_struct *p;
	unsigned long flags;
	int faults = 0;

	spin_lock_irqsave(&tasklist_lock, flags);
	for_each_task(p) {
		const char *fault = NULL;

		if (task_field(p, signal))
			fault = p->exit_state == EXIT_DEAD ? fault_of_released_locked(p) :
							     fault_of_locked(p);
		if (fault)
			pr_err("process %s/%d %s\n", p->comm, p->pid, fault);
		faults += fault != NULL;
	}
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return faults;
}

/* ---- what it had ---- */

void mm_release(struct task_struct *p, struct mm_struct *mm)
{
	int __user *tid = p->clear_child_tid;

	p->clear_child_tid = NULL;
	if (!tid || atomic_read(&mm->mm_users) == 1)
		return;
	put_user(0, tid);
	do_futex((u32 __user *)tid, FUTEX_WAKE, 1, NULL, NULL, 0, 0);
}

static void exit_mm(struct task_struct *p)
{
	struct mm_struct *mm = p->mm;

	if (!mm)
		return;
	mm_release(p, mm);
	p->signal->maxrss = get_mm_hiwater_rss(mm) << (PAGE_SHIFT - 10);
	mmput(switch_mm_current(NULL));
}

/* The OOM killer asks whether it has any, and waits until they have been given up, with what is in them. */
static void exit_files(struct task_struct *p)
{
	put_files(p->files);
	WRITE_ONCE(p->files, NULL);
}

void do_exit(int code)
{
	struct task_struct *p = current;

	trace_sched_process_exit(p);
	exit_signals(p);
	p->exit_code = code;
	del_timer_sync(&p->signal->real_timer);
	exit_mm(p);
	end_vfork(p);
	exit_files(p);
	exit_thread(p);
	exit_notify(p);
	debug_check_no_locks_held();
	do_task_dead();
}

void do_group_exit(int code)
{
	current->signal->group_exit_code = code;
	do_exit(code);
}

SYSCALL_DEFINE1(exit, int, code)
{
	do_exit((code & 0xff) << 8);
}

SYSCALL_DEFINE1(exit_group, int, code)
{
	do_group_exit((code & 0xff) << 8);
}
