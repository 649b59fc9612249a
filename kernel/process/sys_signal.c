/* SPDX-License-Identifier: MIT */
/*
 * The system calls about signals, those of i386's first days included (signal, sigaction, sigprocmask ... know
 * signals 1 to 32 only).
 *
 * Tests: tests/kernel/signal/signal_test.c, tests/user.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/ktime.h>
#include <linux/pid.h>
#include <linux/sched/debug.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/syscalls.h>
#include <linux/timekeeping.h>
#include <linux/timer.h>
#include <linux/uaccess.h>
#include <uapi/linux/time.h>

#include "kernel/signal/signal.h"
#include "task.h"

/* ---- what is blocked ---- */

void set_current_blocked(sigset_t set)
{
	unsigned long flags;

	set.sig[0] &= ~CANNOT_BE_CAUGHT;
	spin_lock_irqsave(&current->sighand->siglock, flags);
	current->blocked = set;
	recalc_sigpending();
	spin_unlock_irqrestore(&current->sighand->siglock, flags);
}

static int change_blocked(int how, sigset_t set)
{
	sigset_t blocked = current->blocked;

	switch (how) {
	case SIG_BLOCK:
		set_current_blocked(sigorsets(blocked, set));
		return 0;
	case SIG_UNBLOCK:
		set_current_blocked(sigandnsets(blocked, set));
		return 0;
	case SIG_SETMASK:
		set_current_blocked(set);
		return 0;
	}
	return -EINVAL;
}

SYSCALL_DEFINE4(rt_sigprocmask, int, how, const sigset_t __user *, nset, sigset_t __user *, oset,
		size_t, sigsetsize)
{
	sigset_t old = current->blocked, set;
	int err = 0;

	if (sigsetsize != sizeof(sigset_t))
		return -EINVAL;
	if (nset) {
		if (copy_from_user(&set, nset, sizeof(set)))
			return -EFAULT;
		err = change_blocked(how, set);
	}
	if (!err && oset && copy_to_user(oset, &old, sizeof(old)))
		err = -EFAULT;
	return err;
}

SYSCALL_DEFINE3(sigprocmask, int, how, const u32 __user *, nset, u32 __user *, oset)
{
	u32 old = current->blocked.sig[0], low;
	int err = 0;

	if (nset) {
		if (get_user(low, nset))
			return -EFAULT;
		if (how == SIG_SETMASK)
			set_current_blocked((sigset_t){ { low, current->blocked.sig[1] } });
		else
			err = change_blocked(how, sigset_of(low));
	}
	if (!err && oset && put_user(old, oset))
		err = -EFAULT;
	return err;
}

static sigset_t pending_set(void)
{
	unsigned long flags;
	sigset_t set;

	spin_lock_irqsave(&current->sighand->siglock, flags);
	for (int i = 0; i < _NSIG_WORDS; i++)
		set.sig[i] = current->pending.signal.sig[i] & current->blocked.sig[i];
	spin_unlock_irqrestore(&current->sighand->siglock, flags);
	return set;
}

SYSCALL_DEFINE2(rt_sigpending, sigset_t __user *, uset, size_t, sigsetsize)
{
	sigset_t set = pending_set();

	if (sigsetsize > sizeof(sigset_t))
		return -EINVAL;
	return copy_to_user(uset, &set, sigsetsize) ? -EFAULT : 0;
}

SYSCALL_DEFINE1(sigpending, u32 __user *, uset)
{
	return put_user(pending_set().sig[0], uset);
}

/* ---- handlers ---- */

static int do_sigaction(int sig, const struct sigaction *new, struct sigaction *old)
{
	unsigned long flags;

	if (sig < 1 || !valid_signal(sig) || (new &&is_in(sig, CANNOT_BE_CAUGHT)))
		return -EINVAL;
	spin_lock_irqsave(&current->sighand->siglock, flags);
	*old = *action_of(current, sig);
	if (new) {
		*action_of(current, sig) = *new;
		action_of(current, sig)->sa_mask.sig[0] &= ~CANNOT_BE_CAUGHT;
		if (new->sa_handler == SIG_IGN ||
		    (new->sa_handler == SIG_DFL &&is_in(sig, IGNORED_BY_DEFAULT)))
			drop_pending(current, sigset_of_one(sig));
		recalc_sigpending();
	}
	spin_unlock_irqrestore(&current->sighand->siglock, flags);
	return 0;
}

SYSCALL_DEFINE4(rt_sigaction, int, sig, const struct sigaction __user *, act,
		struct sigaction __user *, oact, size_t, sigsetsize)
{
	struct sigaction new, old;
	int err;

	if (sigsetsize != sizeof(sigset_t))
		return -EINVAL;
	if (act && copy_from_user(&new, act, sizeof(new)))
		return -EFAULT;
	err = do_sigaction(sig, act ? &new : NULL, &old);
	if (!err && oact && copy_to_user(oact, &old, sizeof(old)))
		err = -EFAULT;
	return err;
}

SYSCALL_DEFINE3(sigaction, int, sig, const struct old_sigaction __user *, act,
		struct old_sigaction __user *, oact)
{
	struct old_sigaction user;
	struct sigaction new, old;
	int err;

	if (act) {
		if (copy_from_user(&user, act, sizeof(user)))
			return -EFAULT;
		new = (struct sigaction){ user.sa_handler, user.sa_flags, user.sa_restorer,
					  sigset_of(user.sa_mask) };
	}
	err = do_sigaction(sig, act ? &new : NULL, &old);
	if (err || !oact)
		return err;
	user = (struct old_sigaction){ old.sa_handler, old.sa_mask.sig[0], old.sa_flags,
				       old.sa_restorer };
	return copy_to_user(oact, &user, sizeof(user)) ? -EFAULT : 0;
}

/* System V's: once, and nothing blocked meanwhile. */
SYSCALL_DEFINE2(signal, int, sig, unsigned long, handler)
{
	const struct sigaction new = { .sa_handler = handler,
				       .sa_flags = SA_RESETHAND | SA_NODEFER };
	struct sigaction old;
	int err = do_sigaction(sig, &new, &old);

	return err ?: old.sa_handler;
}

/* ---- a stack for handlers ---- */

int altstack_flags(unsigned long sp)
{
	const stack_t *sas = &current->sas;

	if (!sas->ss_size)
		return SS_DISABLE;
	if (sas->ss_flags & SS_AUTODISARM)
		return 0;
	return sp > sas->ss_sp && sp - sas->ss_sp <= sas->ss_size ? SS_ONSTACK : 0;
}

/* @sp: the program's stack pointer. */
static int set_altstack(const stack_t *ss, unsigned long sp)
{
	int mode = ss->ss_flags & ~SS_AUTODISARM;

	if (altstack_flags(sp) == SS_ONSTACK)
		return -EPERM;
	if (mode != SS_DISABLE && mode != SS_ONSTACK && mode)
		return -EINVAL;
	if (mode == SS_DISABLE) {
		current->sas = (stack_t){ .ss_flags = ss->ss_flags };
		return 0;
	}
	if (ss->ss_size < MINSIGSTKSZ)
		return -ENOMEM;
	current->sas = *ss;
	return 0;
}

void restore_altstack(const stack_t *ss, unsigned long sp)
{
	set_altstack(ss, sp);
}

SYSCALL_DEFINE2(sigaltstack, const stack_t __user *, uss, stack_t __user *, uoss)
{
	unsigned long sp = current_pt_regs()->sp;
	stack_t old = current->sas, new;
	int err = 0;

	old.ss_flags = altstack_flags(sp) | (old.ss_flags & SS_AUTODISARM);
	if (uss) {
		if (copy_from_user(&new, uss, sizeof(new)))
			return -EFAULT;
		err = set_altstack(&new, sp);
	}
	if (!err && uoss && copy_to_user(uoss, &old, sizeof(old)))
		err = -EFAULT;
	return err;
}

/* ---- sending ---- */

/* Everybody but number 1 and the sender, kernel threads included, which take no signals. tasklist_lock held. */
static int kill_all_locked(int sig, struct kernel_siginfo *info)
{
	struct task_struct *p;
	int err = -ESRCH;

	lockdep_assert_held(&tasklist_lock);
	for_each_process(p)
		if (p->pid > 1 && p != current)
			err = do_send_sig_info(sig, info, p, PIDTYPE_MAX);
	return err;
}

/* -1: all; 0: the own group; else group -@pid. */
static int kill_many(int sig, struct kernel_siginfo *info, pid_t pid)
{
	unsigned long flags;
	int err;

	spin_lock_irqsave(&tasklist_lock, flags);
	if (pid == -1)
		err = kill_all_locked(sig, info);
	else
		err = __kill_pgrp_info(sig, info, pid ? -pid : task_pgrp_nr(current));
	spin_unlock_irqrestore(&tasklist_lock, flags);
	return err;
}

static struct kernel_siginfo info_from_current(int sig, int code)
{
	struct kernel_siginfo info = { .si_signo = sig, .si_code = code };

	info.si_pid = current->pid;
	return info;
}

SYSCALL_DEFINE2(kill, pid_t, pid, int, sig)
{
	struct kernel_siginfo info = info_from_current(sig, SI_USER);

	if (!valid_signal(sig))
		return -EINVAL;
	if (pid > 0)
		return kill_proc_info(sig, &info, pid);
	return pid == INT_MIN ? -ESRCH : kill_many(sig, &info, pid);
}

/* One thread a process: its number is the process's. */
static int do_tkill(pid_t tgid, pid_t pid, int sig, int code)
{
	struct kernel_siginfo info = info_from_current(sig, code);

	if (pid <= 0 || (tgid != pid && tgid <= 0) || !valid_signal(sig))
		return -EINVAL;
	return tgid == pid ? kill_proc_info(sig, &info, pid) : -ESRCH;
}

SYSCALL_DEFINE2(tkill, pid_t, pid, int, sig)
{
	return do_tkill(pid, pid, sig, SI_TKILL);
}

SYSCALL_DEFINE3(tgkill, pid_t, tgid, pid_t, pid, int, sig)
{
	return do_tkill(tgid, pid, sig, SI_TKILL);
}

/* What the sender says about itself: it cannot pass for the kernel or for kill(). */
static int queue_info(pid_t pid, int sig, const siginfo_t __user *uinfo)
{
	struct kernel_siginfo info;

	if (copy_from_user(&info, uinfo, sizeof(info)))
		return -EFAULT;
	info.si_signo = sig;
	if ((info.si_code >= 0 || info.si_code == SI_TKILL) && pid != current->pid)
		return -EPERM;
	if (!valid_signal(sig))
		return -EINVAL;
	return kill_proc_info(sig, &info, pid);
}

SYSCALL_DEFINE3(rt_sigqueueinfo, pid_t, pid, int, sig, const siginfo_t __user *, uinfo)
{
	return queue_info(pid, sig, uinfo);
}

SYSCALL_DEFINE4(rt_tgsigqueueinfo, pid_t, tgid, pid_t, pid, int, sig, const siginfo_t __user *,
		uinfo)
{
	if (pid <= 0 || tgid <= 0)
		return -EINVAL;
	return tgid == pid ? queue_info(pid, sig, uinfo) : -ESRCH;
}

/* ---- waiting ---- */

static void __sched sleep_until_signal(void)
{
	while (!signal_pending(current)) {
		__set_current_state(TASK_INTERRUPTIBLE);
		schedule();
	}
	__set_current_state(TASK_RUNNING);
}

SYSCALL_DEFINE0(pause)
{
	sleep_until_signal();
	return -ERESTARTNOHAND;
}

static int suspend(sigset_t set)
{
	current->saved_sigmask = current->blocked;
	set_current_blocked(set);
	sleep_until_signal();
	set_restore_sigmask();
	return -ERESTARTNOHAND;
}

SYSCALL_DEFINE2(rt_sigsuspend, const sigset_t __user *, unewset, size_t, sigsetsize)
{
	sigset_t set;

	if (sigsetsize != sizeof(sigset_t))
		return -EINVAL;
	if (copy_from_user(&set, unewset, sizeof(set)))
		return -EFAULT;
	return suspend(set);
}

/* The first two arguments are of no use any more. */
SYSCALL_DEFINE3(sigsuspend, int, unused1, int, unused2, unsigned long, mask)
{
	return suspend(sigset_of(mask));
}

static int dequeue(sigset_t mask, struct kernel_siginfo *info)
{
	unsigned long flags;
	int sig;

	spin_lock_irqsave(&current->sighand->siglock, flags);
	sig = dequeue_signal(current, mask, info);
	spin_unlock_irqrestore(&current->sighand->siglock, flags);
	return sig;
}

/* Signals that are waited for wake the task although it blocks them: they are not blocked meanwhile. */
static void unblock_for_wait(sigset_t set)
{
	unsigned long flags;

	spin_lock_irqsave(&current->sighand->siglock, flags);
	current->real_blocked = current->blocked;
	current->blocked = sigandnsets(current->blocked, set);
	recalc_sigpending();
	spin_unlock_irqrestore(&current->sighand->siglock, flags);
}

static void block_after_wait(void)
{
	unsigned long flags;

	spin_lock_irqsave(&current->sighand->siglock, flags);
	current->blocked = current->real_blocked;
	current->real_blocked = sigset_of(0);
	recalc_sigpending();
	spin_unlock_irqrestore(&current->sighand->siglock, flags);
}

/* Until @deadline of the monotonic clock. The signal; -EAGAIN: time is up; -EINTR: another one. */
static int wait_for_signal(sigset_t set, ktime_t deadline, struct kernel_siginfo *info)
{
	const sigset_t mask = { { ~set.sig[0], ~set.sig[1] } };
	int sig = dequeue(mask, info);
	bool expired;

	if (sig)
		return sig;
	unblock_for_wait(set);
	expired = !sleep_until(deadline);
	sig = dequeue(mask, info);
	block_after_wait();
	return sig ?: expired ? -EAGAIN : -EINTR;
}

static int sigtimedwait(const sigset_t __user *uset, siginfo_t __user *uinfo, ktime_t deadline,
			size_t sigsetsize)
{
	struct kernel_siginfo info;
	siginfo_t whole = {};
	sigset_t set;
	int sig;

	if (sigsetsize != sizeof(sigset_t))
		return -EINVAL;
	if (copy_from_user(&set, uset, sizeof(set)))
		return -EFAULT;
	set.sig[0] &= ~CANNOT_BE_CAUGHT;
	sig = wait_for_signal(set, deadline, &info);
	if (sig < 0 || !uinfo)
		return sig;
	memcpy(&whole, &info, sizeof(info));
	return copy_to_user(uinfo, &whole, sizeof(whole)) ? -EFAULT : sig;
}

SYSCALL_DEFINE4(rt_sigtimedwait, const sigset_t __user *, uset, siginfo_t __user *, uinfo,
		const struct old_timespec32 __user *, uts, size_t, sigsetsize)
{
	s64 ns = KTIME_MAX;
	int err = uts ? get_time32(&ns, uts) : 0;

	return err ?: sigtimedwait(uset, uinfo, ktime_after_ns(ns), sigsetsize);
}

SYSCALL_DEFINE4(rt_sigtimedwait_time64, const sigset_t __user *, uset, siginfo_t __user *, uinfo,
		const struct __kernel_timespec __user *, uts, size_t, sigsetsize)
{
	s64 ns = KTIME_MAX;
	int err = uts ? get_time64(&ns, uts) : 0;

	return err ?: sigtimedwait(uset, uinfo, ktime_after_ns(ns), sigsetsize);
}

/* ---- once more ---- */

SYSCALL_DEFINE0(restart_syscall)
{
	struct restart_block *restart = &current->restart_block;

	return restart->fn ? restart->fn(restart) : -EINTR;
}
