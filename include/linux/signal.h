/* SPDX-License-Identifier: MIT */
/*
 * Signals: sent by tasks, by the kernel and by exceptions of user mode; delivered on the way back to user
 * mode (exit_to_user_mode_work()), onto a frame on the user stack that is Linux's.
 *
 * kernel/task/signal.c; the frame: kernel/x86/signal_frame.c.
 */
#ifndef _LINUX_SIGNAL_H
#define _LINUX_SIGNAL_H

#include <linux/types.h>
#include <uapi/asm/signal.h>

struct kernel_siginfo;
struct task_struct;
struct pt_regs;

/* Handlers, shared between threads (CLONE_SIGHAND): counted. */
struct sighand_struct;
struct sighand_struct *alloc_sighand(void);			/* all default; NULL: no memory */
struct sighand_struct *dup_sighand(struct sighand_struct *old); /* fork's; NULL: no memory */
struct sighand_struct *get_sighand(struct sighand_struct *sighand); /* CLONE_SIGHAND */
void put_sighand(struct sighand_struct *sighand);
void flush_signal_handlers(struct task_struct *p,
			   bool force_default); /* exec: handlers become default, ignored stay */
void flush_sigqueue(struct task_struct *p);	/* exit: whatever is pending is dropped */

/*
 * Sends @sig with @info (NULL: from the kernel) to @p. Any context. 0, -EINVAL, -ESRCH, -EAGAIN. Ignored
 * signals are dropped; a fatal one is a flag and a wake-up, acted on by @p itself on its way to user mode.
 */
int send_sig_info(int sig, struct kernel_siginfo *info, struct task_struct *p);
int send_sig(int sig, struct task_struct *p, int priv);

/*
 * An exception's signal to the current task: cannot be ignored or blocked (then the handler becomes default: it
 * dies). For sig SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP.
 */
void force_sig_fault(int sig, int code, void __user *addr);
void force_sig(int sig);
/* A handler's frame could not be written: SIGSEGV, fatal if it was SIGSEGV's. */
void force_sigsegv(int sig);

/* Ends the calling process; @code as wait status (sig, or exit code << 8). kernel/task/exit.c. */
void do_group_exit(int code) __attribute__((noreturn));

#endif
