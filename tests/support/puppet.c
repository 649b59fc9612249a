// SPDX-License-Identifier: MIT
/* See puppet.h. */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#include "kernel/signal/signal.h"
#include "kernel/process/task.h"
#include "puppet.h"

static void play(void *arg)
{
	struct puppet *puppet = arg;

	wait_for_completion(&puppet->go);
	if (puppet->act)
		puppet->result = puppet->act(puppet);
	do_exit(puppet->status);
}

void make_puppet(struct kunit *test, struct puppet *puppet)
{
	struct task_struct *p = create_user_task(play, puppet);

	KUNIT_ASSERT_FALSE(test, IS_ERR(p));
	get_task_struct(p);
	puppet->task = p;
	init_completion(&puppet->go);
	wake_up_new_task(p);
}

void let_go(struct puppet *puppet)
{
	complete(&puppet->go);
}

void make_zombie(struct puppet *puppet)
{
	let_go(puppet);
	wait_for_zombie(puppet->task);
}

void drop_puppet(struct puppet *puppet)
{
	wait_until_it_has_left(puppet->task);
	put_task_struct(puppet->task);
}

void end_puppet(struct puppet *puppet)
{
	let_go(puppet);
	drop_puppet(puppet);
}

void adopt(struct task_struct *parent, struct task_struct *child)
{
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	task_field(child, real_parent) = parent;
	list_move_tail(&task_field(child, sibling), &task_field(parent, children));
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

struct task_struct *parent_of(struct task_struct *p)
{
	struct task_struct *parent;
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	parent = task_field(p, real_parent);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return parent;
}

int exit_signal_of(struct task_struct *p)
{
	unsigned long flags;
	int sig;

	spin_lock_irqsave(&tasklist_lock, flags);
	sig = task_field(p, exit_signal);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return sig;
}

void forget_pending(struct task_struct *p, sigset_t set)
{
	struct sighand_struct *sighand;
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	sighand = task_field(p, sighand);
	spin_lock(&sighand->siglock);
	drop_pending(p, set);
	spin_unlock(&sighand->siglock);
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

void put_in_group(struct task_struct *p, pid_t pgrp, pid_t session)
{
	unsigned long flags;

	spin_lock_irqsave(&tasklist_lock, flags);
	task_field(p, signal)->pgrp = pgrp;
	task_field(p, signal)->session = session;
	spin_unlock_irqrestore(&tasklist_lock, flags);
}

void wait_until(struct task_struct *p, int exit_state)
{
	for (int i = 0; i < 1000 && READ_ONCE(p->exit_state) != exit_state; i++)
		schedule_timeout_uninterruptible(1);
}

void wait_for_zombie(struct task_struct *p)
{
	wait_until(p, EXIT_ZOMBIE);
	while (!(READ_ONCE(p->__state) & TASK_DEAD) || refcount_read(&p->usage) > 2)
		schedule_timeout_uninterruptible(1);
}

void wait_until_it_has_left(struct task_struct *p)
{
	for (int i = 0; i < 1000 && refcount_read(&p->usage) > 1; i++)
		schedule_timeout_uninterruptible(1);
}
