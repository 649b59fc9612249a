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

/* The pending signals of a task. All zero: none. */
struct sigpending {
	struct sigqueue *first, *last; /* what is known about them, the oldest first */
	sigset_t signal;	       /* which are pending; also those without an entry */
};

/* How a system call that was interrupted goes on (restart_syscall): fn again, with these. */
struct restart_block {
	long (*fn)(struct restart_block *restart);
	u64 expires;
	unsigned long arg[4];
};

#endif
