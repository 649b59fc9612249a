/* SPDX-License-Identifier: MIT */
/* What the core knows of signals: that one is waiting, and whether it is fatal. */
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

/* A timer of the CPU's time, in ns of it. */
struct cpu_itimer {
	u64 expires, incr; /* 0: off; 0: once */
};

/*
 * What the threads of a process share beside memory, files and handlers. It lives as long as the task's struct:
 * a good pointer to the task is one to this, too.
 */
struct signal_struct {
	struct rlimit rlim[RLIM_NLIMITS];
	pid_t pgrp, session;	/* tasklist_lock: task_pgrp_nr(), task_session_nr() */
	sigset_t *multiprocess; /* siglock: while it forks, what was sent to it and to others */
	struct wait_queue_head wait_chldexit; /* wait4() of this process sleeps here */
	int group_exit_code;
	struct dentry *pwd; /* the process itself (fs/fs_struct.c); NULL: "/" */
	umode_t umask;	    /* the same */
	/* The process itself sets it: orphans among its descendants become its children. */
	bool is_child_subreaper;
	unsigned long min_flt, maj_flt; /* page faults; written by the process itself */
	unsigned long cutime, cstime, cmin_flt, cmaj_flt,
		cmaxrss;		   /* of children that were waited for */
	unsigned long maxrss;		   /* kB, known at exit */
	struct timer_list real_timer;	   /* alarm(), setitimer(ITIMER_REAL): sends SIGALRM */
	spinlock_t timer_lock;		   /* alone, or under tasklist_lock; interrupts off */
	s64 it_real_expires, it_real_incr; /* timer_lock; a moment, 0: off; ns, 0: once */
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

/* Must a task that wants to sleep in @state stay awake? */
static inline int signal_pending_state(unsigned int state, struct task_struct *p)
{
	if (likely(!(state & (TASK_INTERRUPTIBLE | TASK_WAKEKILL)) || !signal_pending(p)))
		return 0;
	return state & TASK_INTERRUPTIBLE || fatal_signal_pending(p);
}

/* Says that a signal is waiting, and wakes the task if it sleeps so that signals reach it. Any context. */
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
 * Under tasklist_lock, or when nothing else runs. The idle task is the head of the list, and left out. The first gives
 * every task whose struct exists; the second not those processes that have been released.
 */
#define for_each_task(p) list_for_each_entry(p, &init_task.tasks, tasks)
#define for_each_process(p)                                                                        \
	for_each_task(p)                                                                           \
		if ((p)->exit_state == EXIT_DEAD) {                                                \
		} else

#endif
