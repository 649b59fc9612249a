/* SPDX-License-Identifier: MIT */
/* What the files about signals share with each other. */
#ifndef _TASK_SIGNAL_H
#define _TASK_SIGNAL_H

#include <linux/sched/task.h>
#include <linux/signal.h>

struct pt_regs;

/* Sets of signals below 32 as one word. */
#define M(sig) (1UL << ((sig)-1))

#define IGNORED_BY_DEFAULT (M(SIGCONT) | M(SIGCHLD) | M(SIGWINCH) | M(SIGURG))
#define STOPS		   (M(SIGSTOP) | M(SIGTSTP) | M(SIGTTIN) | M(SIGTTOU))
#define CANNOT_BE_CAUGHT   (M(SIGKILL) | M(SIGSTOP))
#define FROM_EXCEPTIONS	   (M(SIGSEGV) | M(SIGBUS) | M(SIGILL) | M(SIGTRAP) | M(SIGFPE) | M(SIGSYS))

static inline bool is_in(int sig, unsigned long set)
{
	return sig < SIGRTMIN && set & M(sig);
}

/* ---- sighand.c ---- */

/* What @p does about @sig, without siglock; tasklist_lock held, or @p is the current task. */
struct sigaction action_now(struct task_struct *p, int sig);

/* ---- signal.c ---- */

/* siglock held. */
static inline struct sigaction *action_of(struct task_struct *p, int sig)
{
	assert_siglock_held(p);
	return &task_field(p, sighand)->action[sig - 1];
}

/* Takes the first signal that is not in @mask out of @p's pending ones. siglock held. 0: there is none. */
int dequeue_signal(struct task_struct *p, sigset_t mask, struct kernel_siginfo *info);

/* The signals in @set are no longer pending. siglock held. */
void drop_pending(struct task_struct *p, sigset_t set);
/* The lowest pending signal whose action is the end of the task; SIGKILL first. siglock held. 0: none. */
int pending_fatal(struct task_struct *p);

/* ---- signal_parent.c ---- */

/* Tells the parent that its child was stopped or went on. tasklist_lock held. */
void notify_parent_of_stop(struct task_struct *p, int why, int status);

/* task->stop_report: what wait4() gives as status. */
#define STOP_REPORT(sig)      ((sig) << 8 | 0x7f)
#define STOP_REPORT_CONTINUED 0xffff

/* ---- pgrp.c; tasklist_lock held ---- */

/*
 * Is no process left that would wake a stopped one of the group: a parent in the session, not in the group?
 */
bool is_orphaned_pgrp(pid_t pgrp, const struct task_struct *ignored);
/*
 * The current process is ending. If that orphans a group with stopped processes, these get SIGHUP and
 * SIGCONT. For the group of the process itself @p is that process and @parent its parent; for the group of a
 * child that has just got another parent, @p is the child and @parent the current process.
 */
void kill_orphaned_pgrp(struct task_struct *p, struct task_struct *parent);

/* ---- signal_frame.c ---- */

/* A signal for which there is a handler. */
struct ksignal {
	int sig;
	struct sigaction action;
	struct kernel_siginfo info;
};

/*
 * Writes the frame and sets the registers to the handler's beginning. @blocked: what is to be blocked again
 * afterwards. 0 or -EFAULT.
 */
int setup_frame(struct ksignal *ksig, const sigset_t *blocked, struct pt_regs *regs);

/* ---- sys_signal.c ---- */

/* sigaltstack(), from a frame: errors change nothing. */
void restore_altstack(const stack_t *ss, unsigned long sp);
/* Is @sp on the alternate stack? SS_ONSTACK, SS_DISABLE: there is none, or 0. */
int altstack_flags(unsigned long sp);

#endif
