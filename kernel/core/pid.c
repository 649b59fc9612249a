/* SPDX-License-Identifier: MIT */
/*
 * Numbers for tasks: a bit map of those in use, searched upwards from the last one given, and a hash
 * table from the number to the task.
 *
 *	alloc_pid	the number is taken, and leads to nobody
 *	attach_pid	it leads to the task, which is whole
 *	detach_pid	it leads to nobody: before anything of the task is freed
 *	put_pid_nr	it may be given again, unless a group or a session is still called by it
 *
 * Locks: tasklist_lock. So a task that was found stays while it is held.
 *
 * Tests: tests/kernel/thread/kthread_test.c, tests/kernel/process/task_life_test.c.
 */
#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/find.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/spinlock.h>

#define BUCKETS 256

static DECLARE_BITMAP(in_use, PID_MAX) = { 1 }; /* 0 is the idle task */
static struct hlist_head buckets[BUCKETS];
static pid_t last;

static struct hlist_head *bucket_of(pid_t nr)
{
	return &buckets[nr % BUCKETS];
}

static unsigned long next_free_locked(void)
{
	unsigned long nr = find_next_zero_bit(in_use, PID_MAX, last + 1);

	return nr < PID_MAX ? nr : find_next_zero_bit(in_use, PID_MAX, 1);
}

int alloc_pid(struct task_struct *p)
{
	unsigned long flags, nr;

	spin_lock_irqsave(&tasklist_lock, flags);
	nr = next_free_locked();
	if (nr < PID_MAX) {
		__set_bit(nr, in_use);
		last = p->pid = nr;
	}
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return nr < PID_MAX ? 0 : -EAGAIN;
}

void free_pid(struct task_struct *p)
{
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	__clear_bit(p->pid, in_use);
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

void attach_pid(struct task_struct *p)
{
	lockdep_assert_held(&tasklist_lock);
	hlist_add_head(&p->pid_link, bucket_of(p->pid));
}

static bool has_members(pid_t nr)
{
	struct task_struct *p;

	for_each_process(p)
		if (task_pgrp_nr(p) == nr || task_session_nr(p) == nr)
			return true;
	return false;
}

void put_pid_nr(pid_t nr)
{
	if (!find_task_by_vpid(nr) && !has_members(nr))
		__clear_bit(nr, in_use);
}

void detach_pid(struct task_struct *p)
{
	lockdep_assert_held(&tasklist_lock);
	if (hlist_unhashed(&p->pid_link))
		return;
	hlist_del_init(&p->pid_link);
	if (task_field(p, signal))
		put_pid_nr(p->pid);
	else
		__clear_bit(p->pid, in_use); /* no kernel thread leads a group */
}

void exchange_pids(struct task_struct *a, struct task_struct *b)
{
	lockdep_assert_held(&tasklist_lock);
	hlist_del(&a->pid_link);
	hlist_del(&b->pid_link);
	swap(a->pid, b->pid);
	attach_pid(a);
	attach_pid(b);
}

struct task_struct *find_task_by_vpid(pid_t nr)
{
	struct task_struct *p;

	lockdep_assert_held(&tasklist_lock);
	if (nr <= 0 || nr >= PID_MAX)
		return NULL;
	hlist_for_each_entry(p, bucket_of(nr), pid_link)
		if (p->pid == nr)
			return p;
	return NULL;
}

struct task_struct *find_get_task_by_vpid(pid_t nr)
{
	struct task_struct *p;
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	p = find_task_by_vpid(nr);
	if (p && !refcount_inc_not_zero(&p->usage))
		p = NULL;
	if (p)
		debug_note_task_reference(p);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return p;
}
