/* SPDX-License-Identifier: MIT */
/*
 * Signals: sent by tasks, by the kernel and by exceptions of user mode; delivered on the way back to user
 * mode (asm/process.h: exit_work), onto a frame on the user stack that is Linux's.
 *
 * kernel/signal/signal.c sends, signal_deliver.c delivers, signal_frame.c writes the frame, sys_signal.c has
 * the calls.
 */
#ifndef _LINUX_SIGNAL_H
#define _LINUX_SIGNAL_H

#include <linux/pid.h>
#include <linux/refcount.h>
#include <linux/signal_types.h>
#include <linux/spinlock.h>

struct task_struct;
struct pt_regs;

/* ---- sets ---- */

static inline bool valid_signal(unsigned long sig)
{
	return sig <= _NSIG;
}

/* @sig: 1.._NSIG, here and below. */
static inline unsigned long sigmask(int sig)
{
	return 1UL << (sig - 1) % _NSIG_BPW;
}

static inline bool sigismember(const sigset_t *set, int sig)
{
	return set->sig[(sig - 1) / _NSIG_BPW] & sigmask(sig);
}

static inline void sigaddset(sigset_t *set, int sig)
{
	set->sig[(sig - 1) / _NSIG_BPW] |= sigmask(sig);
}

static inline void sigdelset(sigset_t *set, int sig)
{
	set->sig[(sig - 1) / _NSIG_BPW] &= ~sigmask(sig);
}

static inline sigset_t sigset_of(unsigned long low)
{
	return (sigset_t){ { low } };
}

static inline sigset_t sigset_of_one(int sig)
{
	sigset_t set = {};

	sigaddset(&set, sig);
	return set;
}

static inline sigset_t sigorsets(sigset_t a, sigset_t b)
{
	return (sigset_t){ { a.sig[0] | b.sig[0], a.sig[1] | b.sig[1] } };
}

static inline sigset_t sigandnsets(sigset_t a, sigset_t b)
{
	return (sigset_t){ { a.sig[0] & ~b.sig[0], a.sig[1] & ~b.sig[1] } };
}

static inline bool sigisemptyset(sigset_t set)
{
	return !(set.sig[0] | set.sig[1]);
}

/* ---- handlers ---- */

/* Handlers; tasks may share them (CLONE_SIGHAND). siglock covers the pending signals of these tasks, too. */
struct sighand_struct {
	spinlock_t siglock; /* interrupts off; inside tasklist_lock */
	refcount_t count;
	struct sigaction action[_NSIG]; /* siglock */
};

/* All default; for fork a copy of @old. With one reference. May sleep. NULL: no memory. */
struct sighand_struct *alloc_sighand(void);
struct sighand_struct *dup_sighand(struct sighand_struct *old);
/* One reference more, for CLONE_SIGHAND; one less. */
struct sighand_struct *get_sighand(struct sighand_struct *sighand);
void put_sighand(struct sighand_struct *sighand);
/* For exec: the current task @p shares its handlers with no other task. May sleep. NULL: no memory. */
struct sighand_struct *unshare_sighand(struct task_struct *p);
/* For exec: handlers become the default; signals that are ignored stay so, unless @force_default. */
void flush_signal_handlers(struct task_struct *p, bool force_default);
/* For exit: all pending signals are dropped. */
void flush_sigqueue(struct task_struct *p);

/* ---- sending ---- */

/*
 * Sends @sig with @info (NULL: from the kernel) to @p. @sig 0 sends nothing. Any context; tasklist_lock held
 * unless @p is the current task. Ignored signals are dropped; a fatal one sets a flag and wakes @p, which
 * acts on it on its way to user mode. Kernel threads and dead tasks take no signals: 0. With @type
 * PIDTYPE_PGID and above other processes get the signal as well, and so must a child that @p is making.
 * Return: 0; -EINVAL: no such signal; -EAGAIN: a real-time signal, and no room.
 */
int do_send_sig_info(int sig, const struct kernel_siginfo *info, struct task_struct *p,
		     enum pid_type type);
int send_sig_info(int sig, struct kernel_siginfo *info, struct task_struct *p);
/* @priv: from the kernel; else from the current task. */
int send_sig(int sig, struct task_struct *p, int priv);
/* To all processes of a group; tasklist_lock held. -ESRCH: there are none. 0 if one has taken it. (pgrp.c) */
int __kill_pgrp_info(int sig, struct kernel_siginfo *info, pid_t pgrp);
/* To the process with that number. -ESRCH: there is none. Any context, tasklist_lock not held. */
int kill_proc_info(int sig, struct kernel_siginfo *info, pid_t pid);

/* ---- fork and exit ---- */

/*
 * From now on signals that are sent to the current task and to others are noted in @set as well, for the
 * child that it is making. NULL: no longer. 0, or -ERESTARTNOINTR: a signal is pending, which must be
 * delivered first; nothing is noted.
 */
int collect_signals_for_child(sigset_t *set);
/*
 * @child, which is not published yet, gets the signals that were noted. tasklist_lock held. 0, or -EINTR: the
 * current task is dying, and there must be no child.
 */
int pass_signals_to_child(struct task_struct *child);
/* Sets PF_EXITING in the current task @p, which gets no signals any more. */
void exit_signals(struct task_struct *p);

/*
 * @p has ended: its parent gets SIGCHLD, or the signal that @p was cloned with. tasklist_lock held.
 * Return: does the parent ignore its children, so that @p becomes no zombie?
 */
bool notify_parent_of_exit(struct task_struct *p);

/*
 * The signal of an exception, to the current task. If it is ignored or blocked, its action becomes the
 * default, and the task dies. For SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGTRAP.
 */
void force_sig_fault(int sig, int code, void __user *addr);
void force_sig(int sig);
/* A handler's frame could not be written: SIGSEGV, fatal if it was SIGSEGV's. */
void force_sigsegv(int sig);

/* Has @p no handler for it? Then a line on the console tells of it. Any context. */
bool unhandled_signal(struct task_struct *p, int sig);

/* For the folders that must not use kernel/signal: exceptions, page faults, the OOM killer. Set at boot. */
struct signal_hooks {
	void (*force_sig)(int sig);
	void (*force_sig_fault)(int sig, int code, void __user *addr);
	int (*send_sig)(int sig, struct task_struct *p, int priv);
	bool (*unhandled_signal)(struct task_struct *p, int sig);
};
extern struct signal_hooks signal_hooks; /* kernel/core/user_trap.c */

/* ---- the task's own; sys_signal.c and signal_deliver.c ---- */

/* What is blocked from now on, but for what cannot be. The current task's. */
void set_current_blocked(sigset_t set);
/* Sets TIF_SIGPENDING if a signal can be delivered to the current task, else clears it. siglock held. */
void recalc_sigpending(void);
/* For a system call that changes current->blocked for its duration, and has saved it in saved_sigmask. */
void set_restore_sigmask(void);

/* Ends the calling process; @code as wait status (sig, or exit code << 8). kernel/process/exit.c. */
void do_group_exit(int code) __attribute__((noreturn));

#endif
