/* SPDX-License-Identifier: MIT */
/*
 * Process groups: a signal to all of one, and groups that are orphaned.
 *
 * A shell makes a group of each job and wakes it again when it is stopped. The process that does that is not
 * in the group but in its session, and is the parent of a member. When the last such process ends, the group
 * is orphaned:
 *
 *	session 5	group 5: shell		group 7: [7 stopped] <-parent- [8]
 *				   `---- parent of 7 -----^
 *
 * If a process of the group is stopped at that moment, no other would ever wake it, so all get SIGHUP and
 * SIGCONT. And in an orphaned group SIGTSTP, SIGTTIN and SIGTTOU stop no process; only SIGSTOP does. Process
 * 1, which adopts orphans, and the kernel wake no job.
 *
 * Locks: tasklist_lock.
 *
 * Tests: tests/kernel/signal/pgrp_test.c, user/jobs.c
 */
#include <linux/errno.h>
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/signal.h>

#include "signal.h"

int __kill_pgrp_info(int sig, struct kernel_siginfo *info, pid_t pgrp)
{
	struct task_struct *p;
	bool taken = false;
	int err = -ESRCH;

	lockdep_assert_held(&tasklist_lock);
	for_each_process(p) {
		if (task_pgrp_nr(p) != pgrp)
			continue;
		err = do_send_sig_info(sig, info, p, PIDTYPE_PGID);
		taken |= !err;
	}
	return taken ? 0 : err;
}

/* Would @parent wake a process that belongs to @pgrp and @session? */
static bool wakes(struct task_struct *parent, pid_t pgrp, pid_t session)
{
	return parent->pid != 1 && task_pgrp_nr(parent) != pgrp &&
	       task_session_nr(parent) == session;
}

bool is_orphaned_pgrp(pid_t pgrp, const struct task_struct *ignored)
{
	struct task_struct *p;

	lockdep_assert_held(&tasklist_lock);
	for_each_process(p)
		if (task_pgrp_nr(p) == pgrp && p != ignored && !p->exit_state &&
		    wakes(task_field(p, real_parent), pgrp, task_session_nr(p)))
			return false;
	return true;
}

static bool has_stopped_jobs(pid_t pgrp)
{
	struct task_struct *p;

	lockdep_assert_held(&tasklist_lock);
	for_each_process(p)
		if (task_pgrp_nr(p) == pgrp && task_field(p, stop_signal))
			return true;
	return false;
}

void kill_orphaned_pgrp(struct task_struct *p, struct task_struct *parent)
{
	const struct task_struct *ignored = p == current ? p : NULL;
	pid_t pgrp = task_pgrp_nr(p);

	if (task_pgrp_nr(parent) == pgrp || task_session_nr(parent) != task_session_nr(p) ||
	    !is_orphaned_pgrp(pgrp, ignored) || !has_stopped_jobs(pgrp))
		return;
	__kill_pgrp_info(SIGHUP, NULL, pgrp);
	__kill_pgrp_info(SIGCONT, NULL, pgrp);
}
