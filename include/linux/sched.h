/* SPDX-License-Identifier: MIT */
/*
 * Tasks, and what a task may ask of the scheduler.
 *
 * A task is a stack, a place on it where it goes on, and a state. One runs; those that could, wait in
 * the run queue (kernel/core/sched.c); all others sleep until somebody wakes them.
 *
 * Sleeping without losing a wake-up is always this loop, the state set *before* the condition is
 * looked at, so that a wake-up in between makes schedule() return at once:
 *
 *	for (;;) {
 *		set_current_state(TASK_INTERRUPTIBLE);
 *		if (condition)
 *			break;
 *		schedule();
 *	}
 *	__set_current_state(TASK_RUNNING);
 *
 * Priorities are strict: a task that can run always runs before any of lower priority, which may
 * starve. Tasks of one level take turns, a slice of RR_TIMESLICE ticks each. Levels, from the top:
 *
 *	prio 0-99	sched_set_fifo(): one level, no slices
 *	prio 100-139	nice -20 to 19, five nice values a level
 *
 * There is no priority inheritance.
 */
#ifndef _LINUX_SCHED_H
#define _LINUX_SCHED_H

#include <asm/cmpxchg.h>
#include <asm/desc.h>
#include <asm/fixmap.h>
#include <asm/page_types.h>
#include <linux/limits.h>
#include <linux/lockdep_types.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/refcount.h>
#include <linux/signal_types.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define TASK_COMM_LEN 16

/* task->__state: 0 is "can run", a bit says what the task is waiting as. */
#define TASK_RUNNING	     0x0000
#define TASK_INTERRUPTIBLE   0x0001 /* a signal wakes it too */
#define TASK_UNINTERRUPTIBLE 0x0002
#define __TASK_STOPPED	     0x0004
#define TASK_PARKED	     0x0040
#define EXIT_DEAD	     0x0010 /* exit_state only */
#define EXIT_ZOMBIE	     0x0020 /* exit_state only */
#define TASK_DEAD	     0x0080 /* never runs again */
#define TASK_WAKEKILL	     0x0100 /* with UNINTERRUPTIBLE: a fatal signal wakes it */
#define TASK_NOLOAD	     0x0400
#define TASK_NEW	     0x0800 /* wake_up_new_task() has not been called */

#define TASK_KILLABLE (TASK_WAKEKILL | TASK_UNINTERRUPTIBLE)
#define TASK_STOPPED  (TASK_WAKEKILL | __TASK_STOPPED)
#define TASK_IDLE     (TASK_UNINTERRUPTIBLE | TASK_NOLOAD)
#define TASK_NORMAL   (TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE)

/* task->flags, written by the task itself. */
#define PF_IDLE	      0x00000002
#define PF_EXITING    0x00000004
#define PF_WQ_WORKER  0x00000020
#define PF_FORKNOEXEC 0x00000040 /* forked, and the same program since */
#define PF_MEMALLOC   0x00000800 /* frees memory: may use all reserves, never reclaims in turn */
#define PF_KSWAPD     0x00020000
#define PF_KTHREAD    0x00200000

/* task->thread_flags: asked of a task by others, so atomic bit operations only. */
#define TIF_SIGPENDING	    2
#define TIF_RESTORE_SIGMASK 9  /* saved_sigmask counts after this system call */
#define TIF_FATAL	    18 /* a fatal signal is among the pending ones */
#define TIF_MEMDIE	    20 /* the OOM killer's: may use reserves, does not wait for memory */

#define MAX_NICE     19
#define MIN_NICE     (-20)
#define MAX_RT_PRIO  100
#define DEFAULT_PRIO (MAX_RT_PRIO + 20)
#define MAX_PRIO     (MAX_RT_PRIO + 40)

/* Ticks that a task may run before the next of its level has its turn. */
#define RR_TIMESLICE 4

/* What the CPU needs to go on with a task that does not run. */
struct thread_struct {
	unsigned long sp;  /* where its saved registers lie (asm/switch_to.h) */
	unsigned long sp0; /* the top of its stack, where an entry from user mode begins */

	/* User tasks only. */
	union fpregs_state *fpu;		/* asm/fpu.h; NULL: a kernel thread */
	struct desc tls[GDT_TLS_ENTRIES];	/* asm/ldt.h */
	unsigned long trap_nr, error_code, cr2; /* of its last exception, for signal frames */
};

/*
 * A task's short mappings of high pages (mm/page/kmap_local.c): how many there are now, interrupts on top of it
 * included; and, while it does not run, their page table entries.
 */
struct kmap_ctrl {
	unsigned int idx;
	u32 pteval[KM_MAX_IDX];
};

/* On the stack of a task that waits for a lock that has an owner: for who asks why it hangs. */
struct lock_wait {
	const char *kind;
	const void *lock;
	struct task_struct *const *owner; /* NULL in there: readers have it */
};

/**
 * struct task_struct - one thread of control
 *
 * Which field of another task may be looked at under which lock: linux/sched/task.h.
 *
 * Invariant: on_rq is set exactly while run_list is in the run queue, which it is exactly while the
 * task could run; the task that runs is in the queue too, the idle task never.
 */
struct task_struct {
	/* Anybody may look; set by the task itself, and to TASK_RUNNING by its waker. */
	unsigned int __state;
	unsigned int flags;	    /* PF_* */
	unsigned long thread_flags; /* TIF_* */
	struct thread_struct thread;
#ifdef CONFIG_LOCKDEP
	unsigned int lockdep_depth; /* of held_locks, below; entry.asm looks at it */
#endif

	/* The run queue's lock. */
	struct list_head run_list;
	unsigned int on_rq;
	unsigned int level;	 /* 0 is the highest */
	unsigned int time_slice; /* ticks left */

	struct kmap_ctrl kmap_ctrl;
	unsigned int pagefault_disabled; /* linux/uaccess.h: depth, of the task itself */

	int prio, static_prio;
	unsigned long utime,
		stime; /* ticks in which it was found running, in user mode and in the kernel */
	unsigned long nvcsw, nivcsw; /* switches away from it: it slept, it was preempted */

	long reclaimed; /* while PF_MEMALLOC: pages it gave back to their zone, less those it took */

	refcount_t usage;
	pid_t pid;
	char comm[TASK_COMM_LEN];
	void *stack; /* lowest address */
	int exit_code;
	struct list_head tasks;	    /* tasklist_lock: all tasks, headed by init_task's */
	struct hlist_node pid_link; /* tasklist_lock (kernel/core/pid.c) */
	spinlock_t alloc_lock;	    /* task_lock(): mm, files */

	/* Gives the memory of the task back, after the last reference. Set by the code that made it. */
	void (*release)(struct task_struct *p);
	void *worker_private; /* kernel/thread's, for kernel threads */

	/* Why it hangs: kernel/core/hung_task.c. Of the switches the lower bits, as they were when it was last looked at. */
	const struct lock_wait *blocked_on; /* the task itself, asleep for a lock; NULL: it is not */
	u16 last_switch_count, hung_seconds; /* tasklist_lock */

	/* ---- processes only; all NULL or empty in a kernel thread ---- */

	struct mm_struct *mm; /* linux/sched/mm.h; NULL once it has left user space */
	struct files_struct *files;
	struct signal_struct *signal;	/* linux/sched/signal.h: limits, times */
	struct sighand_struct *sighand; /* handlers; linux/signal.h */
	struct sigpending pending;	/* siglock */
	sigset_t blocked;		/* siglock; written by the task itself */
	sigset_t real_blocked;		/* siglock; sigtimedwait() has taken them out of blocked */
	sigset_t saved_sigmask; /* with TIF_RESTORE_SIGMASK: blocked, before this system call */
	stack_t sas;		/* sigaltstack()'s */
	struct restart_block restart_block;
	int stop_signal; /* siglock, and tasklist_lock to change it: it is stopped by that; 0: it is not */

	struct task_struct *real_parent; /* this to exit_signal: tasklist_lock; its waiter */
	struct list_head children, sibling;
	int stop_report; /* wait status of a stop or SIGCONT that nobody has waited for yet; 0: none */
	int exit_state;		       /* EXIT_ZOMBIE: dead, the parent has not asked; EXIT_DEAD */
	int exit_signal;	       /* sent to the parent at the end; 0: none */
	struct completion *vfork_done; /* tasklist_lock; a parent waits there until exec or exit */
	int __user *clear_child_tid;
	unsigned int personality; /* uapi/linux/personality.h; copied by fork; the task itself */
	unsigned int missing_syscall; /* the task itself: the last that it asked for in vain */
	bool stop_dequeued;	      /* siglock: it is about to stop; SIGCONT calls that off */
	bool no_new_privs;	      /* the task itself; copied by fork */
	u8 pdeath_signal; /* the task itself sets it; sent when its parent dies, 0: none */
#ifdef CONFIG_KASAN
	unsigned int kasan_depth; /* above 0: no reports; the task itself */
#endif
#ifdef CONFIG_DEBUG_SPINLOCK
	struct task_struct
		*references[8]; /* those it holds, each as often (kernel/core/task_debug.c) */
	bool more_references;	/* there was no room */
	enum { TASK_MADE, TASK_PUBLISHED, TASK_GONE } life;
#endif
#ifdef CONFIG_LOCKDEP
	/* kernel/core/lockdep.c; the task itself, and interrupts on top of it */
	u32 curr_chain_key;
	unsigned int lockdep_unwatched; /* locks that are held, and for which there was no room */
	unsigned int
		lockdep_irqsoff_held; /* while it does not run: the CPU's variable of this name */
	struct held_lock held_locks[MAX_LOCK_DEPTH];
#endif
};

/* The task that booted, later the idle task, pid 0. */
extern struct task_struct init_task;

DECLARE_PER_CPU(struct task_struct *, current_task);
#define current this_cpu_read(current_task)

/* How far boot has come. */
extern enum system_states {
	SYSTEM_BOOTING,	   /* one task: nothing sleeps, might_sleep() is quiet */
	SYSTEM_SCHEDULING, /* threads, but not all initcalls are done */
	SYSTEM_RUNNING,
} system_state;

/* ---- the rule about sleeping ---- */

/**
 * might_sleep() - said first by everything that may sleep
 *
 * In a context that must not sleep (interrupt, softirq, tasklet, timer, spinlock held, interrupts or
 * preemption off) it prints Linux's report with the caller's place and its stack. The call then goes
 * on without sleeping: a function that has said might_sleep() asks preemptible() before it really
 * sleeps, and calls nothing that says might_sleep() again. Any context.
 */
#define might_sleep()                                                                              \
	do {                                                                                       \
		if (unlikely(preempt_count_nonzero() || irqs_disabled()))                          \
			__might_sleep(__FILE__, __LINE__);                                         \
	} while (0)
#define might_sleep_if(cond)                                                                       \
	do {                                                                                       \
		if (cond)                                                                          \
			might_sleep();                                                             \
	} while (0)

void __might_sleep(const char *file, int line) __cold;

/* ---- states and sleeping ---- */

/* The second is for where no wake-up can race: back to TASK_RUNNING, or under the waker's lock. */
#define set_current_state(state)   ((void)xchg(&current->__state, (state)))
#define __set_current_state(state) WRITE_ONCE(current->__state, (state))
#define get_current_state()	   READ_ONCE(current->__state)
#define task_is_running(task)	   (READ_ONCE((task)->__state) == TASK_RUNNING)

/**
 * schedule() - give the CPU away
 *
 * With a state other than TASK_RUNNING, until somebody wakes this task; else until its turn comes
 * again. Task, nothing that forbids sleeping. Anywhere else it is reported as "scheduling while
 * atomic" and returns at once, the state set to TASK_RUNNING as if woken.
 */
void schedule(void);

/* schedule() for the one caller, the idle task, that runs with preemption off. */
void schedule_preempt_disabled(void);

/* The CPU to the next task of this level, if there is one. As schedule(). */
void yield(void);

/* Gives the CPU away if a task of higher priority, or the next of this level, is due. May sleep. 1: it did. */
#define cond_resched()                                                                             \
	({                                                                                         \
		might_sleep();                                                                     \
		__cond_resched();                                                                  \
	})
int __cond_resched(void);

/**
 * wake_up_process() - make a sleeping task run again
 *
 * All that was written before is seen by the task when it wakes. Any context.
 * Return: 1 if it slept, 0 if it was running already, which is no error.
 */
int wake_up_process(struct task_struct *p);

/* The same, only if its state has a bit of @state. */
int wake_up_state(struct task_struct *p, unsigned int state);

/*
 * kernel/core/sleep_timeout.c: schedule() with an end, in ticks; MAX_SCHEDULE_TIMEOUT is none. Return: ticks
 * that were left, 0 when the time was up.
 */
#define MAX_SCHEDULE_TIMEOUT LONG_MAX
signed long schedule_timeout(signed long timeout);
signed long schedule_timeout_interruptible(signed long timeout);
signed long schedule_timeout_killable(signed long timeout);
signed long schedule_timeout_uninterruptible(signed long timeout);
signed long schedule_timeout_idle(signed long timeout);

/*
 * schedule() until a moment of ktime_get(), S64_MAX for none. The caller has set its state before.
 * Return: 0 when the moment has come, never too early; -EINTR when something else has woken the task
 * before: the caller sets its state again and looks at what it waits for.
 */
int schedule_until(s64 moment);

/* ---- priorities: any context ---- */

static inline int task_nice(const struct task_struct *p)
{
	return p->static_prio - DEFAULT_PRIO;
}

/* @nice outside -20..19 is cut. Has no effect on a SCHED_FIFO task until it is normal again. */
void set_user_nice(struct task_struct *p, long nice);
void sched_set_fifo(struct task_struct *p);
void sched_set_normal(struct task_struct *p, int nice);

/* ---- for the tick and the way out of an interrupt ---- */

/* Told at each tick of a process whose signal->cpu_timers is set. One hook, kernel/process's. Hard interrupt. */
extern void (*cpu_timer_hook)(struct task_struct *p);

/* Counts the running task's slice down. Every tick, interrupts off. */
void scheduler_tick(void);

/* Gives the interrupted task's CPU away. Interrupts off, preempt_count() 0; returns like that. */
void preempt_schedule_irq(void);

/*
 * Called before the CPU goes from @prev to @next, interrupts off, if one of them has kmap_ctrl.idx != 0. One
 * hook, mm's.
 */
extern void (*kmap_local_switch)(struct task_struct *prev, struct task_struct *next);

/* ---- boot ---- */

void sched_init(void);
/* The boot task has no more to do: it is the idle task now, and runs whenever no other task can. */
void cpu_startup_entry(void) __noreturn;

static inline void set_tsk_comm(struct task_struct *p, const char *comm)
{
	unsigned int i = 0;

	while (i < TASK_COMM_LEN - 1 && *comm)
		p->comm[i++] = *comm++;
	while (i < TASK_COMM_LEN)
		p->comm[i++] = 0;
}

#endif
