/* SPDX-License-Identifier: MIT */
/*
 * Waiting for children: wait4(), waitpid(), waitid().
 *
 * One walk over the children under tasklist_lock finds one that fits and has ended, takes it out of the
 * family so that nobody else finds it, and copies what the caller wants to know; user memory is written
 * without the lock. The state is set before the walk, so a child that ends meanwhile makes schedule() return
 * at once.
 *
 * Tests: tests/kernel/process/wait4_test.c, tests/user.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/param.h>
#include <linux/sched/debug.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/signal.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include <uapi/asm/resource.h>
#include <uapi/asm/siginfo.h>
#include <uapi/linux/wait.h>

#include "kernel/signal/signal.h"
#include "task.h"

/* What is asked, and what has been found. */
struct wait_request {
	int which; /* P_* */
	pid_t id;
	unsigned int options;
	pid_t pid; /* of the child found; 0: none yet */
	int status;
	struct rusage usage;
};

/* ---- which child ---- */

static bool is_asked_for(const struct wait_request *w, struct task_struct *p)
{
	if (w->which == P_PID && p->pid != w->id)
		return false;
	if (w->which == P_PGID && task_pgrp_nr(p) != w->id)
		return false;
	if (w->options & __WALL)
		return true;
	return (task_field(p, exit_signal) != SIGCHLD) == !!(w->options & __WCLONE);
}

/* The parent's sums of what its children used. */
static void add_up_locked(struct signal_struct *sig, struct task_struct *p)
{
	const struct signal_struct *child = task_field(p, signal);

	sig->cutime += p->utime + child->cutime;
	sig->cstime += p->stime + child->cstime;
	sig->cmin_flt += child->min_flt + child->cmin_flt;
	sig->cmaj_flt += child->maj_flt + child->cmaj_flt;
	sig->cmaxrss = max3(sig->cmaxrss, child->maxrss, child->cmaxrss);
}

static void describe_locked(struct wait_request *w, struct task_struct *p)
{
	w->pid = p->pid;
	w->status = p->exit_code;
	fill_rusage(&w->usage, p, RUSAGE_BOTH);
}

/* A child that was stopped, or went on, which has not been told yet. */
static bool tell_stop_locked(struct wait_request *w, struct task_struct *p)
{
	int report = task_field(p, stop_report);
	unsigned int wanted = report == STOP_REPORT_CONTINUED ? WCONTINUED : WUNTRACED;

	if (!report || p->exit_state || !(w->options & wanted))
		return false;
	w->pid = p->pid;
	w->status = report;
	fill_rusage(&w->usage, p, RUSAGE_BOTH);
	if (!(w->options & WNOWAIT))
		task_field(p, stop_report) = 0;
	return true;
}

/* Return: a child to let go of; NULL with w->pid: found, and it stays; else NULL. @err: -ECHILD if none can come. */
static struct task_struct *look_locked(struct wait_request *w, int *err)
{
	struct task_struct *p;

	lockdep_assert_held(&tasklist_lock);
	*err = -ECHILD;
	list_for_each_entry(p, &task_field(current, children), sibling) {
		if (!is_asked_for(w, p))
			continue;
		*err = 0;
		if (tell_stop_locked(w, p))
			return NULL;
		if (p->exit_state != EXIT_ZOMBIE || !(w->options & WEXITED))
			continue;
		describe_locked(w, p);
		if (w->options & WNOWAIT)
			return NULL;
		add_up_locked(current->signal, p);
		leave_family_locked(p);
		return p;
	}
	return NULL;
}

static int look(struct wait_request *w)
{
	struct task_struct *gone;
	unsigned long flags;
	int err;

	spin_lock_irqsave(&tasklist_lock, flags);
	gone = look_locked(w, &err);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	if (gone)
		release_task(gone);
	return err;
}

/* 0 with w->pid; 0 without: WNOHANG and none has ended; -ECHILD, -ERESTARTSYS. */
static int __sched sleep_until_found(struct wait_request *w)
{
	DEFINE_WAIT(wait);
	int err;

	for (;;) {
		prepare_to_wait(&current->signal->wait_chldexit, &wait, TASK_INTERRUPTIBLE);
		err = look(w);
		if (err || w->pid)
			break;
		if (signal_pending(current)) {
			err = -ERESTARTSYS;
			break;
		}
		schedule();
	}
	finish_wait(&current->signal->wait_chldexit, &wait);
	return err;
}

static pid_t own_group(void)
{
	unsigned long flags;
	pid_t pgrp;

	spin_lock_irqsave(&tasklist_lock, flags);
	pgrp = task_pgrp_nr(current);
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return pgrp;
}

static int do_wait(struct wait_request *w)
{
	int err = look(w);

	if (err || w->pid || w->options & WNOHANG)
		return err;
	return sleep_until_found(w);
}

/* ---- the calls ---- */

#define WAIT4_OPTIONS (WNOHANG | WUNTRACED | WCONTINUED | __WNOTHREAD | __WCLONE | __WALL)

/* As wait4() understands its first argument. */
static void set_who(struct wait_request *w, pid_t pid)
{
	if (pid > 0) {
		w->which = P_PID;
		w->id = pid;
	} else if (pid != -1) {
		w->which = P_PGID;
		w->id = pid ? -pid : own_group();
	}
}

static long wait_for_child(pid_t pid, int __user *status, int options, struct rusage __user *usage)
{
	struct wait_request w = { .which = P_ALL, .options = options | WEXITED };
	int err;

	if (options & ~WAIT4_OPTIONS)
		return -EINVAL;
	if (pid == INT_MIN)
		return -ESRCH;
	set_who(&w, pid);
	err = do_wait(&w);
	if (err || !w.pid)
		return err;
	if (status && put_user(w.status, status))
		return -EFAULT;
	if (usage && copy_to_user(usage, &w.usage, sizeof(w.usage)))
		return -EFAULT;
	return w.pid;
}

SYSCALL_DEFINE4(wait4, pid_t, pid, int __user *, status, int, options, struct rusage __user *,
		usage)
{
	return wait_for_child(pid, status, options, usage);
}

SYSCALL_DEFINE3(waitpid, pid_t, pid, int __user *, status, int, options)
{
	return wait_for_child(pid, status, options, NULL);
}

#define WAITID_OPTIONS                                                                             \
	(WNOHANG | WNOWAIT | WEXITED | WSTOPPED | WCONTINUED | __WNOTHREAD | __WCLONE | __WALL)

static int check_waitid(int which, pid_t id, int options)
{
	if (options & ~WAITID_OPTIONS || !(options & (WEXITED | WSTOPPED | WCONTINUED)))
		return -EINVAL;
	switch (which) {
	case P_ALL:
		return 0;
	case P_PID:
		return id > 0 ? 0 : -EINVAL;
	case P_PGID:
		return id >= 0 ? 0 : -EINVAL;
	case P_PIDFD:
		return -EBADF; /* nothing makes one */
	}
	return -EINVAL;
}

static int code_of(int status)
{
	if (status == 0xffff)
		return CLD_CONTINUED;
	if ((status & 0xff) == 0x7f)
		return CLD_STOPPED;
	return status & 0x7f ? CLD_KILLED : CLD_EXITED;
}

/* All zero where no child was found: si_signo 0 says so. */
static int tell_siginfo(const struct wait_request *w, siginfo_t __user *to)
{
	siginfo_t info;

	memset(&info, 0, sizeof(info));
	if (w->pid) {
		info.si_signo = SIGCHLD;
		info.si_code = code_of(w->status);
		info.si_status = info.si_code == CLD_CONTINUED ? SIGCONT :
				 info.si_code == CLD_KILLED    ? w->status & 0x7f :
								 w->status >> 8 & 0xff;
		info.si_pid = w->pid;
	}
	return copy_to_user(to, &info, sizeof(info)) ? -EFAULT : 0;
}

SYSCALL_DEFINE5(waitid, int, which, pid_t, id, siginfo_t __user *, info, int, options,
		struct rusage __user *, usage)
{
	struct wait_request w = { .which = which, .id = id, .options = options };
	int err = check_waitid(which, id, options);

	if (err)
		return err;
	if (which == P_PGID && !id)
		w.id = own_group();
	err = do_wait(&w);
	if (err)
		return err;
	if (w.pid && usage && copy_to_user(usage, &w.usage, sizeof(w.usage)))
		return -EFAULT;
	return info ? tell_siginfo(&w, info) : 0;
}
