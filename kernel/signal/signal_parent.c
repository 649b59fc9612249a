/* SPDX-License-Identifier: MIT */
/*
 * What a parent is told about its children, by a signal and by a wake-up from wait4(): one has ended, was
 * stopped, or goes on.
 *
 * Locks: the caller holds tasklist_lock, so that the parent exists.
 *
 * Tests: tests/kernel/process/exit_test.c, user/signals.c, user/jobs.c
 */
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/signal.h>
#include <linux/wait.h>

#include "signal.h"

static struct kernel_siginfo child_info(const struct task_struct *p, int why, int status)
{
	struct kernel_siginfo info = { .si_code = why, .si_pid = p->pid };

	info.si_status = status;
	info.si_utime = p->utime;
	info.si_stime = p->stime;
	return info;
}

bool notify_parent_of_exit(struct task_struct *p)
{
	struct task_struct *parent = task_field(p, real_parent);
	int killed_by = p->exit_code & 0x7f, sig = task_field(p, exit_signal);
	struct kernel_siginfo info = child_info(p, killed_by ? CLD_KILLED : CLD_EXITED,
						killed_by ?: p->exit_code >> 8 & 0xff);
	struct sigaction action = action_now(parent, SIGCHLD);
	bool ignores;

	lockdep_assert_held(&tasklist_lock);
	ignores = sig == SIGCHLD &&
		  (action.sa_handler == SIG_IGN || action.sa_flags & SA_NOCLDWAIT);
	if (valid_signal(sig) && sig && !(ignores && action.sa_handler == SIG_IGN))
		send_sig_info(sig, &info, parent);
	return ignores;
}

void notify_parent_of_stop(struct task_struct *p, int why, int status)
{
	struct kernel_siginfo info = child_info(p, why, status);
	struct task_struct *parent = task_field(p, real_parent);
	struct sigaction action;

	lockdep_assert_held(&tasklist_lock);
	if (!task_field(parent, sighand))
		return; /* the kernel */
	action = action_now(parent, SIGCHLD);
	if (action.sa_handler != SIG_IGN && !(action.sa_flags & SA_NOCLDSTOP))
		send_sig_info(SIGCHLD, &info, parent);
	wake_up_interruptible(&task_field(parent, signal)->wait_chldexit);
}
