/* SPDX-License-Identifier: MIT */
/*
 * Numbers: of the process, its parent, its group and session, its user.
 *
 * There is one user, root, so all of those are 0. Groups and sessions are numbers in signal_struct, named after
 * the process that began them; a group exists as long as one of its members does. Locks: tasklist_lock.
 *
 * Tests: tests/user.
 */
#include <linux/errno.h>
#include <linux/lockdep.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/spinlock.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>

/* ---- processes ---- */

SYSCALL_DEFINE0(getpid)
{
	return current->pid;
}

SYSCALL_DEFINE0(gettid)
{
	return current->pid;
}

/* 0 for the kernel's own children, as Linux has it for init. */
SYSCALL_DEFINE0(getppid)
{
	unsigned long flags;
	pid_t pid;

	spin_lock_irqsave(&tasklist_lock, flags);
	pid = task_field(current, real_parent)->pid;
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return pid;
}

SYSCALL_DEFINE1(set_tid_address, int __user *, tid)
{
	current->clear_child_tid = tid;
	return current->pid;
}

#define ROBUST_LIST_HEAD_SIZE 12

/* For futexes that a dying thread holds: there are none. */
SYSCALL_DEFINE2(set_robust_list, void __user *, head, size_t, len)
{
	return len == ROBUST_LIST_HEAD_SIZE ? 0 : -EINVAL;
}

/* ---- groups and sessions ---- */

static bool group_is_in_session_locked(pid_t pgrp, pid_t session)
{
	struct task_struct *p;

	lockdep_assert_held(&tasklist_lock);
	for_each_process(p)
		if (task_pgrp_nr(p) == pgrp && task_session_nr(p) == session)
			return true;
	return false;
}

/* May the caller say in which group @p is? Its own, and its children's until they run another program. */
static int may_change_group_locked(struct task_struct *p, pid_t session)
{
	if (p != current && task_field(p, real_parent) != current)
		return -ESRCH;
	if (task_session_nr(p) != session)
		return -EPERM;
	if (p != current && !(p->flags & PF_FORKNOEXEC))
		return -EACCES;
	return session == p->pid ? -EPERM : 0;
}

/* The number of what it leaves may be free. */
static void change_group_locked(struct task_struct *p, pid_t pgrp, pid_t session)
{
	struct signal_struct *sig = task_field(p, signal);
	pid_t old_pgrp = sig->pgrp, old_session = sig->session;

	lockdep_assert_held(&tasklist_lock);
	sig->pgrp = pgrp;
	sig->session = session;
	put_pid_nr(old_pgrp);
	put_pid_nr(old_session);
}

static int setpgid_locked(pid_t pid, pid_t pgrp)
{
	struct task_struct *p = pid ? find_task_by_vpid(pid) : current;
	pid_t session = task_session_nr(current);
	int err = p ? may_change_group_locked(p, session) : -ESRCH;

	if (err)
		return err;
	pgrp = pgrp ?: p->pid;
	if (pgrp != p->pid && !group_is_in_session_locked(pgrp, session))
		return -EPERM;
	change_group_locked(p, pgrp, session);
	return 0;
}

SYSCALL_DEFINE2(setpgid, pid_t, pid, pid_t, pgrp)
{
	unsigned long flags;
	int err;

	if (pgrp < 0)
		return -EINVAL;
	spin_lock_irqsave(&tasklist_lock, flags);
	err = setpgid_locked(pid, pgrp);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return err;
}

/* @pid 0: the caller's. Kernel threads are in group and session 0. */
static pid_t look_up(pid_t pid, bool session)
{
	struct task_struct *p;
	unsigned long flags;
	pid_t result;

	spin_lock_irqsave(&tasklist_lock, flags);
	p = pid ? find_task_by_vpid(pid) : current;
	result = !p ? -ESRCH : session ? task_session_nr(p) : task_pgrp_nr(p);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return result;
}

SYSCALL_DEFINE0(getpgrp)
{
	return look_up(0, false);
}

SYSCALL_DEFINE1(getpgid, pid_t, pid)
{
	return look_up(pid, false);
}

SYSCALL_DEFINE1(getsid, pid_t, pid)
{
	return look_up(pid, true);
}

/* A session of its own, unless a group is already called by its number. */
SYSCALL_DEFINE0(setsid)
{
	struct task_struct *p;
	unsigned long flags;
	pid_t result = current->pid;

	spin_lock_irqsave(&tasklist_lock, flags);
	for_each_process(p)
		if (task_pgrp_nr(p) == current->pid)
			result = -EPERM;
	if (result > 0)
		change_group_locked(current, result, result);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return result;
}

/* ---- users: one, root ---- */

#define ROOT_ID(name)                                                                              \
	SYSCALL_DEFINE0(name)                                                                      \
	{                                                                                          \
		return 0;                                                                          \
	}

ROOT_ID(getuid)
ROOT_ID(geteuid)
ROOT_ID(getgid)
ROOT_ID(getegid)
ROOT_ID(getuid32) /* the calls above once had 16 bits */
ROOT_ID(geteuid32)
ROOT_ID(getgid32)
ROOT_ID(getegid32)
