/* SPDX-License-Identifier: MIT */
/* What kernel/core knows about signals: whether one is pending, and whether it is fatal. */
#ifndef _LINUX_SCHED_SIGNAL_H
#define _LINUX_SCHED_SIGNAL_H

#include <linux/bitops.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/timer.h>
#include <linux/wait.h>
#include <uapi/asm/resource.h>

/* A timer of CPU time, in ns. */
struct cpu_itimer {
	u64 expires, incr; /* expires 0: it is off; incr 0: it runs once */
};

/*
 * What the threads of a process share beside memory, files and handlers. It exists as long as the task's
 * struct: a valid pointer to the task makes this one valid, too.
 */
struct signal_struct {
	struct rlimit rlim[RLIM_NLIMITS];
	pid_t pgrp, session; /* tasklist_lock: task_pgrp_nr(), task_session_nr() */
	sigset_t *multiprocess; /* siglock: while it forks, signals that were sent to it and to others */
	struct wait_queue_head wait_chldexit; /* wait4() of this process sleeps here */
	int group_exit_code;
	struct dentry *pwd; /* used by the process itself alone (fs/fs_struct.c); NULL: "/" */
	umode_t umask;	    /* the same */
	/* The process itself sets it: orphans among its descendants become its children. */
	bool is_child_subreaper;
	unsigned long min_flt, maj_flt; /* page faults; written by the process itself */
	unsigned long cutime, cstime, cmin_flt, cmaj_flt,
		cmaxrss;	      /* of children that were waited for */
	unsigned long maxrss;	      /* kB, known at exit */
	struct timer_list real_timer; /* alarm(), setitimer(ITIMER_REAL): sends SIGALRM */
	spinlock_t timer_lock;	      /* alone, or under tasklist_lock; interrupts off */
	/* timer_lock; in ns: the moment, 0: it is off; the period, 0: once. */
	s64 it_real_expires, it_real_incr;
	pid_t real_timer_pid;
	struct cpu_itimer it[2]; /* timer_lock; ITIMER_VIRTUAL, ITIMER_PROF */
	bool cpu_timers;	 /* timer_lock: the tick has to look at it[] or RLIMIT_CPU */
};

/* The numbers of a task's group and session; 0 for kernel threads. tasklist_lock held. */
#define task_pgrp_nr(p)	   __task_signal_nr(p, pgrp)
#define task_session_nr(p) __task_signal_nr(p, session)
#define __task_signal_nr(p, which)                                                                 \
	({                                                                                         \
		const struct signal_struct *__signal = task_field(p, signal);                      \
		lockdep_assert_held(&tasklist_lock);                                               \
		__signal ? __signal->which : 0;                                                    \
	})

/* A soft limit of the current process; RLIM_INFINITY in a kernel thread. */
static inline unsigned long rlimit(unsigned int limit)
{
	return current->signal ? current->signal->rlim[limit].rlim_cur : RLIM_INFINITY;
}

static inline int signal_pending(struct task_struct *p)
{
	return test_bit(TIF_SIGPENDING, &p->thread_flags);
}

static inline int fatal_signal_pending(struct task_struct *p)
{
	return signal_pending(p) && test_bit(TIF_FATAL, &p->thread_flags);
}

/* Does a signal keep a task from sleeping in @state? */
static inline int signal_pending_state(unsigned int state, struct task_struct *p)
{
	if (likely(!(state & (TASK_INTERRUPTIBLE | TASK_WAKEKILL)) || !signal_pending(p)))
		return 0;
	return state & TASK_INTERRUPTIBLE || fatal_signal_pending(p);
}

/* Notes that a signal is pending, and wakes the task from a sleep that signals end. Any context. */
static inline void signal_wake_up(struct task_struct *p, bool fatal)
{
	if (fatal)
		set_bit(TIF_FATAL, &p->thread_flags);
	set_bit(TIF_SIGPENDING, &p->thread_flags);
	wake_up_state(p, TASK_INTERRUPTIBLE | (fatal ? TASK_WAKEKILL : 0));
}

static inline void clear_signals(struct task_struct *p)
{
	clear_bit(TIF_SIGPENDING, &p->thread_flags);
	clear_bit(TIF_FATAL, &p->thread_flags);
}

/*
 * Under tasklist_lock, or when nothing else runs. The idle task is the head of the list, and left out. The
 * first visits every task whose struct exists; the second leaves out processes that have been released.
 */
#define for_each_task(p) list_for_each_entry(p, &init_task.tasks, tasks)
#define for_each_process(p)                                                                        \
	for_each_task(p)                                                                           \
		if ((p)->exit_state == EXIT_DEAD) {                                                \
		} else

#endif
