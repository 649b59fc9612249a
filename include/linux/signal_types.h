/* SPDX-License-Identifier: MIT */
/* What a task has of signals: the part that struct task_struct needs. linux/signal.h says the rest. */
#ifndef _LINUX_SIGNAL_TYPES_H
#define _LINUX_SIGNAL_TYPES_H

#include <linux/types.h>
#include <uapi/asm/siginfo.h>
#include <uapi/asm/signal.h>

/* A siginfo_t without the padding. */
struct kernel_siginfo {
	__SIGINFO;
};

struct sigqueue;

/* Signals that wait for a task. All zero: none. */
struct sigpending {
	struct sigqueue *first, *last; /* what is known about them, in the order of their coming */
	sigset_t signal;	       /* which; also those about which nothing is known */
};

/* How a system call that was interrupted goes on (restart_syscall): fn again, with these. */
struct restart_block {
	long (*fn)(struct restart_block *restart);
	u64 expires;
	unsigned long arg[4];
};

#endif
