/* SPDX-License-Identifier: MIT */
/*
 * The way back to user mode: what is to be done there before, if anything.
 *
 * entry.asm looks at the thread flags and at the preempt count, with interrupts off, and comes here if there is
 * something. Each round does what there is with interrupts on, then looks again:
 *
 *	somebody else's turn	schedule()
 *	a fatal signal		the end
 *	a signal		default action, or a frame for its handler
 *
 * A system call that a signal interrupted says with an error code that the user never sees how it wants to
 * go on:
 *
 *				no handler	handler		handler with SA_RESTART
 *	-ERESTARTNOINTR		again		again		again
 *	-ERESTARTSYS		again		-EINTR		again
 *	-ERESTARTNOHAND		again		-EINTR		-EINTR
 *	-ERESTART_RESTARTBLOCK	restart_syscall	-EINTR		-EINTR
 *
 * "Again" is setting EAX back to the number and EIP to the int 0x80, two bytes before.
 *
 * Tests: tests/kernel/signal/signal_test.c, tests/user.
 */
#include <asm/process.h>
#include <asm/ptrace.h>
#include <asm/traps.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched/debug.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/syscalls.h>
#include <uapi/asm/unistd.h>

#include "kernel/signal/signal.h"

#define INT80_LENGTH 2

/* ---- system calls that were interrupted ---- */

static bool in_syscall(const struct pt_regs *regs)
{
	return regs->vector == SYSCALL_VECTOR && regs->orig_ax != -1;
}

static void call_again(struct pt_regs *regs, unsigned long number)
{
	regs->ax = number;
	regs->ip -= INT80_LENGTH;
}

static void restart_without_handler(struct pt_regs *regs)
{
	if (!in_syscall(regs))
		return;
	switch ((long)regs->ax) {
	case -ERESTARTSYS:
	case -ERESTARTNOINTR:
	case -ERESTARTNOHAND:
		call_again(regs, regs->orig_ax);
		break;
	case -ERESTART_RESTARTBLOCK:
		call_again(regs, __NR_restart_syscall);
		break;
	}
}

static void restart_after_handler(struct pt_regs *regs, unsigned long sa_flags)
{
	if (!in_syscall(regs))
		return;
	switch ((long)regs->ax) {
	case -ERESTARTSYS:
		if (!(sa_flags & SA_RESTART)) {
			regs->ax = -EINTR;
			break;
		}
		fallthrough;
	case -ERESTARTNOINTR:
		call_again(regs, regs->orig_ax);
		break;
	case -ERESTARTNOHAND:
	case -ERESTART_RESTARTBLOCK:
		regs->ax = -EINTR;
		break;
	}
}

/* ---- stopping ---- */

/* No signal comes meanwhile. Has none called the stop off, and is there anybody to call it off later? */
static bool begin_stop_locked(struct task_struct *p, int sig)
{
	bool stops;

	lockdep_assert_held(&tasklist_lock);
	if (sig != SIGSTOP && is_orphaned_pgrp(task_pgrp_nr(p), NULL))
		return false;
	spin_lock(&p->sighand->siglock);
	stops = p->stop_dequeued && !test_bit(TIF_FATAL, &p->thread_flags);
	if (stops) {
		task_field(p, stop_signal) = sig;
		set_current_state(TASK_STOPPED);
	}
	spin_unlock(&p->sighand->siglock);
	if (stops) {
		task_field(p, stop_report) = STOP_REPORT(sig);
		notify_parent_of_stop(p, CLD_STOPPED, sig);
	}
	return stops;
}

/* SIGCONT has taken the mark away; a fatal signal has not. */
static void end_stop_locked(struct task_struct *p)
{
	bool continued = !task_field(p, stop_signal);

	lockdep_assert_held(&tasklist_lock);
	task_field(p, stop_signal) = 0;
	if (continued && !fatal_signal_pending(p))
		notify_parent_of_stop(p, CLD_CONTINUED, SIGCONT);
}

/* Until SIGCONT, or a fatal signal. Without siglock. */
static void __sched stop_until_continued(int sig)
{
	struct task_struct *p = current;
	bool stops;

	spin_lock_irq(&tasklist_lock);
	stops = begin_stop_locked(p, sig);
	spin_unlock_irq(&tasklist_lock);
	if (!stops)
		return;
	schedule();
	spin_lock_irq(&tasklist_lock);
	end_stop_locked(p);
	spin_unlock_irq(&tasklist_lock);
}

/* ---- one signal ---- */

static void __noreturn die_of(int sig)
{
	spin_unlock_irq(&current->sighand->siglock);
	do_group_exit(sig);
}

/* Number 1 is stopped by the kernel's own SIGSTOP alone; what ends it has been decided before (TIF_FATAL). */
static bool does_nothing(int sig)
{
	return is_in(sig, IGNORED_BY_DEFAULT) ||
	       (current->pid == 1 && !is_in(sig, CANNOT_BE_CAUGHT));
}

/* No handler. Comes back if that did not end the process. siglock held, and given back meanwhile. */
static void default_action(int sig)
{
	if (does_nothing(sig))
		return;
	if (!is_in(sig, STOPS))
		die_of(sig);
	current->stop_dequeued = true;
	spin_unlock_irq(&current->sighand->siglock);
	stop_until_continued(sig);
	spin_lock_irq(&current->sighand->siglock);
}

/* The next that has a handler. siglock held. */
static bool next_handled_locked(struct ksignal *ksig)
{
	lockdep_assert_held(&current->sighand->siglock);
	for (;;) {
		struct sigaction *action;

		if (test_bit(TIF_FATAL, &current->thread_flags))
			die_of(pending_fatal(current) ?: SIGKILL);
		ksig->sig = dequeue_signal(current, current->blocked, &ksig->info);
		if (!ksig->sig)
			return false;
		action = action_of(current, ksig->sig);
		if (action->sa_handler == SIG_IGN)
			continue;
		if (action->sa_handler == SIG_DFL) {
			default_action(ksig->sig);
			continue;
		}
		ksig->action = *action;
		if (action->sa_flags & SA_RESETHAND)
			action->sa_handler = SIG_DFL;
		return true;
	}
}

static bool get_signal(struct ksignal *ksig)
{
	bool found;

	spin_lock_irq(&current->sighand->siglock);
	found = next_handled_locked(ksig);
	spin_unlock_irq(&current->sighand->siglock);
	return found;
}

/* What was blocked before the system call that this signal ended, if it had changed that. */
static sigset_t blocked_before(void)
{
	return test_bit(TIF_RESTORE_SIGMASK, &current->thread_flags) ? current->saved_sigmask :
								       current->blocked;
}

static void handle_signal(struct ksignal *ksig, struct pt_regs *regs)
{
	const struct sigaction *action = &ksig->action;
	sigset_t blocked = blocked_before();

	restart_after_handler(regs, action->sa_flags);
	if (setup_frame(ksig, &blocked, regs)) {
		force_sigsegv(ksig->sig);
		return;
	}
	if (current->sas.ss_flags & SS_AUTODISARM)
		current->sas = (stack_t){ .ss_flags = SS_DISABLE };
	clear_bit(TIF_RESTORE_SIGMASK, &current->thread_flags);
	blocked = sigorsets(current->blocked, action->sa_mask);
	if (!(action->sa_flags & SA_NODEFER))
		sigaddset(&blocked, ksig->sig);
	set_current_blocked(blocked);
}

static void do_signal(struct pt_regs *regs)
{
	struct ksignal ksig;

	if (get_signal(&ksig)) {
		handle_signal(&ksig, regs);
		return;
	}
	restart_without_handler(regs);
	if (test_and_clear_bit(TIF_RESTORE_SIGMASK, &current->thread_flags))
		set_current_blocked(current->saved_sigmask);
}

void set_restore_sigmask(void)
{
	set_bit(TIF_RESTORE_SIGMASK, &current->thread_flags);
}

/* ---- the way back ---- */

/* A spinlock that the way here has left locked, or a section left open. */
static __cold void report_leak(const struct pt_regs *regs)
{
	WARN(1, "%s[%d]: back to user mode with preempt_count %d, from vector %#lx, number %ld\n",
	     current->comm, current->pid, preempt_count(), regs->vector, regs->orig_ax);
	preempt_count_set(0);
}

static void one_round(struct pt_regs *regs)
{
	if (unlikely(preempt_count()))
		report_leak(regs);
	if (need_resched())
		schedule();
	if (signal_pending(current))
		do_signal(regs);
}

static bool has_work(void)
{
	return need_resched() || preempt_count() || signal_pending(current);
}

/* Interrupts off, before and after. */
static void exit_to_user_mode_work(struct pt_regs *regs)
{
	while (has_work()) {
		local_irq_enable();
		one_round(regs);
		local_irq_disable();
	}
	lockdep_sys_exit();
}

static int __init signal_deliver_init(void)
{
	exit_work = exit_to_user_mode_work;
	return 0;
}
core_initcall(signal_deliver_init);
