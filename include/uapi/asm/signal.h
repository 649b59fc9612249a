/* SPDX-License-Identifier: MIT */
/* Signals as user programs see them: numbers, sets and actions of Linux's i386 ABI. */
#ifndef _UAPI_ASM_SIGNAL_H
#define _UAPI_ASM_SIGNAL_H

#define _NSIG	    64
#define _NSIG_BPW   32
#define _NSIG_WORDS (_NSIG / _NSIG_BPW)

typedef struct {
	unsigned long sig[_NSIG_WORDS]; /* signal n is bit n - 1 */
} sigset_t;

#define SIGHUP	  1
#define SIGINT	  2
#define SIGQUIT	  3
#define SIGILL	  4
#define SIGTRAP	  5
#define SIGABRT	  6
#define SIGBUS	  7
#define SIGFPE	  8
#define SIGKILL	  9
#define SIGUSR1	  10
#define SIGSEGV	  11
#define SIGUSR2	  12
#define SIGPIPE	  13
#define SIGALRM	  14
#define SIGTERM	  15
#define SIGSTKFLT 16
#define SIGCHLD	  17
#define SIGCONT	  18
#define SIGSTOP	  19
#define SIGTSTP	  20
#define SIGTTIN	  21
#define SIGTTOU	  22
#define SIGURG	  23
#define SIGXCPU	  24
#define SIGXFSZ	  25
#define SIGVTALRM 26
#define SIGPROF	  27
#define SIGWINCH  28
#define SIGIO	  29
#define SIGPWR	  30
#define SIGSYS	  31
#define SIGRTMIN  32
#define SIGIOT	  SIGABRT
#define SIGPOLL	  SIGIO

/* What is done with a signal, instead of a handler. */
#define SIG_DFL 0
#define SIG_IGN 1

#define SA_NOCLDSTOP 0x00000001 /* no SIGCHLD for children that stop */
#define SA_NOCLDWAIT 0x00000002 /* children leave no zombies */
#define SA_SIGINFO   0x00000004 /* the handler gets three arguments */
#define SA_RESTORER  0x04000000 /* sa_restorer is where a handler returns to */
#define SA_ONSTACK   0x08000000 /* on the stack of sigaltstack() */
#define SA_RESTART   0x10000000 /* interrupted system calls begin again */
#define SA_NODEFER   0x40000000 /* the signal itself is not blocked meanwhile */
#define SA_RESETHAND 0x80000000 /* default again from the first delivery on */

/* rt_sigaction()'s; a pointer is a number here, for both sides have 32 bits. */
struct sigaction {
	unsigned long sa_handler;
	unsigned long sa_flags;
	unsigned long sa_restorer;
	sigset_t sa_mask;
};

/* sigaction()'s. */
struct old_sigaction {
	unsigned long sa_handler;
	unsigned long sa_mask;
	unsigned long sa_flags;
	unsigned long sa_restorer;
};

/* sigprocmask()'s how. */
#define SIG_BLOCK   0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

/* sigaltstack()'s flags. */
#define SS_ONSTACK    1
#define SS_DISABLE    2
#define SS_AUTODISARM 0x80000000
#define MINSIGSTKSZ   2048

typedef struct sigaltstack {
	unsigned long ss_sp;
	int ss_flags;
	unsigned long ss_size;
} stack_t;

#endif
