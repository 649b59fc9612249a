/* SPDX-License-Identifier: MIT */
/*
 * The end of a process, and who is told.
 *
 *	runs --do_exit()--> gives back memory, files		--> EXIT_ZOMBIE	--parent waits--> gone
 *							   \-> EXIT_DEAD: nobody will ask --------> gone
 *
 * A zombie is a number, a status and the sums that wait4() reports; its stack stays with it, for the struct lies
 * on it. Nobody will ask when the parent ignores SIGCHLD, or is the kernel.
 *
 * Children of who dies go to the reaper: the process with number 1, if there is one; else to the kernel, which
 * has no use for their status.
 *
 * Locks: tasklist_lock. Inside it: locks of signals, wait queues, completions.
 *
 * Tests: tests/kernel/wait_test.c covers waiting; tests/user the rest.
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/fs.h>
#include <linux/futex.h>
#include <linux/kernel.h>
#include <linux/mm.h>
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

#include "task.h"
#include "user_thread.h"

/* ---- who is told; tasklist_lock held ---- */

/* init, if there is one; with no reference: it says when it ends. */
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
	struct task_struct *parent = p->real_parent;
	bool ignored;

	if (parent == &init_task) {
		program_ended(p);
		return true;
	}
	ignored = notify_parent_of_exit(p);
	wake_up_interruptible(&parent->signal->wait_chldexit);
	return ignored;
}

/* Ends the family's knowledge of @p: it moves to @dead. */
static void bury_locked(struct task_struct *p, struct list_head *dead)
{
	p->exit_state = EXIT_DEAD;
	list_move_tail(&p->sibling, dead);
}

/* Children of the dying task get another parent. */
static void give_children_away_locked(struct task_struct *p, struct list_head *dead)
{
	struct task_struct *reaper = child_reaper ?: &init_task, *child, *next;

	list_for_each_entry_safe(child, next, &p->children, sibling) {
		child->real_parent = reaper;
		child->exit_signal = SIGCHLD;
		list_move_tail(&child->sibling, &reaper->children);
		if (child->exit_state == EXIT_ZOMBIE && tell_parent_locked(child))
			bury_locked(child, dead);
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
	p->exit_state = EXIT_ZOMBIE;
	if (tell_parent_locked(p))
		bury_locked(p, &dead);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	list_for_each_entry_safe(q, next, &dead, sibling)
		put_task_struct(q);
}

void end_vfork(struct task_struct *p)
{
	unsigned long flags;

	if (!p->vfork_done)
		return;
	spin_lock_irqsave(&tasklist_lock, flags);
	if (p->vfork_done)
		complete(p->vfork_done);
	p->vfork_done = NULL;
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

/* ---- the invariants ---- */

static bool has_child_locked(const struct task_struct *parent, const struct task_struct *p)
{
	const struct task_struct *child;

	list_for_each_entry(child, &parent->children, sibling)
		if (child == p)
			return true;
	return false;
}

static const char *fault_of_locked(const struct task_struct *p)
{
	if (p->exit_state == EXIT_DEAD)
		return NULL; /* somebody still looks at it */
	if (!p->real_parent || !has_child_locked(p->real_parent, p))
		return "is not among its parent's children";
	if (p->exit_state == EXIT_ZOMBIE && !(p->flags & PF_EXITING))
		return "is a zombie and has not ended";
	if (p->exit_state == EXIT_ZOMBIE && (p->mm || p->files || !list_empty(&p->children)))
		return "is a zombie with memory, files or children";
	return NULL;
}

int family_check(void)
{
	const struct task_struct *p;
	unsigned long flags;
	int faults = 0;

	spin_lock_irqsave(&tasklist_lock, flags);
	for_each_process(p) {
		const char *fault = p->signal ? fault_of_locked(p) : NULL;

		if (fault)
			pr_err("process %s/%d %s\n", p->comm, p->pid, fault);
		faults += fault != NULL;
	}
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return faults;
}

/* ---- what it had ---- */

static unsigned long resident_pages(const struct mm_struct *mm)
{
	unsigned long n = 0;

	for (unsigned int i = 0; i < NR_MM_COUNTERS; i++)
		n += mm->rss[i];
	return n;
}

static void exit_mm(struct task_struct *p)
{
	struct mm_struct *mm = p->mm;

	if (!mm)
		return;
	if (p->clear_child_tid && atomic_read(&mm->mm_users) > 1) {
		put_user(0, p->clear_child_tid); /* somebody who shares the memory may look there */
		do_futex((u32 __user *)p->clear_child_tid, FUTEX_WAKE, 1, NULL, NULL, 0, 0);
	}
	p->signal->maxrss = max(mm->hiwater_rss, resident_pages(mm)) << (PAGE_SHIFT - 10);
	mmput(switch_mm_current(NULL));
}

void do_exit(int code)
{
	struct task_struct *p = current;

	trace_sched_process_exit(p);
	p->flags |= PF_EXITING;
	p->exit_code = code;
	del_timer_sync(&p->signal->real_timer);
	exit_mm(p);
	end_vfork(p);
	put_files(p->files);
	p->files = NULL;
	exit_thread(p);
	exit_notify(p);
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
