/* SPDX-License-Identifier: MIT */
/*
 * The life of a task, and which of its fields may be read when.
 *
 *	made		alloc_thread()		known to its maker alone
 *	published	add_task()		in the list of tasks and found by its number; a process is its
 *						parent's child as well. All in one section of tasklist_lock
 *	dead		do_task_dead()		a process is a zombie until its parent asks
 *	released	release_task()		a process: no longer found by number, in no family, its parent is the
 *						kernel: exit_state is EXIT_DEAD. One section, and before anything is freed
 *	freed		the last reference	out of the list; a kernel thread, which nobody waits for, loses its number
 *						here. Then signal, sighand, and the struct, which lies on the stack
 *
 * A pointer to a task is valid for the task's maker, in the task itself, under tasklist_lock if it was found
 * there, and with a reference. The fields of a task to which a valid pointer leads may be read so:
 *
 *	pid comm flags exit_code	by anybody; the task itself changes them
 *	signal				by anybody: it exists as long as the struct
 *	    pgrp session		tasklist_lock
 *	    rlim, times, faults		by anybody, one word at a time
 *	sighand				tasklist_lock, or the task itself, which changes it under the lock (exec)
 *	    action; pending, blocked	sighand->siglock
 *	mm				the task itself, which changes it under task_lock(); others under task_lock(), and
 *					they keep it by get_task_mm()
 *	files				the task itself; others only ask whether there are any, under task_lock()
 *	real_parent children sibling	tasklist_lock
 *	exit_signal stop_report
 *	stop_signal vfork_done
 *	exit_state			is changed under tasklist_lock; without it, it is a hint
 *	tasks pid_link			tasklist_lock
 *
 * Fields of another task that have such a rule are accessed by task_field(), and code that needs siglock says
 * so by assert_siglock_held(). A DEBUG=1 build warns, with file and line, where the rule is broken
 * (kernel/core/task_debug.c); in other builds the one is the field and the other nothing.
 */
#ifndef _LINUX_SCHED_TASK_H
#define _LINUX_SCHED_TASK_H

#include <linux/bug.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

/*
 * All tasks, their numbers, and who is whose child. Taken with interrupts off; task_lock(), the locks of
 * signals and of wait queues come inside it.
 */
extern struct spinlock tasklist_lock;

/* ---- the rule ---- */

enum task_rule {
	RULE_REFERENCE, /* a valid pointer */
	RULE_TASKLIST,
	RULE_SELF_OR_TASKLIST,
	RULE_TASK_LOCK, /* or the task itself */
};

#define RULE_OF_signal	    RULE_REFERENCE
#define RULE_OF_sighand	    RULE_SELF_OR_TASKLIST
#define RULE_OF_mm	    RULE_TASK_LOCK
#define RULE_OF_files	    RULE_TASK_LOCK
#define RULE_OF_real_parent RULE_TASKLIST
#define RULE_OF_children    RULE_TASKLIST
#define RULE_OF_sibling	    RULE_TASKLIST
#define RULE_OF_exit_signal RULE_TASKLIST
#define RULE_OF_stop_report RULE_TASKLIST
#define RULE_OF_stop_signal RULE_TASKLIST
#define RULE_OF_vfork_done  RULE_TASKLIST
#define RULE_OF_exit_state  RULE_TASKLIST

#ifdef CONFIG_DEBUG_SPINLOCK
bool debug_may_look(const struct task_struct *p, enum task_rule rule);
const char *debug_task_rule_name(enum task_rule rule);
/* The current task has one reference more, or one less. */
void debug_note_task_reference(struct task_struct *p);
void debug_forget_task_reference(struct task_struct *p);
bool debug_holds_siglock(const struct task_struct *p);
/* @p can be found from now on; it cannot be used any more. */
void debug_task_is_published(struct task_struct *p);
void debug_task_is_gone(struct task_struct *p);

#define task_field(p, field)                                                                       \
	(*({                                                                                       \
		__auto_type __task = (p);                                                          \
		WARN(!debug_may_look(__task, RULE_OF_##field),                                     \
		     "task %px: ->" #field " without %s\n", __task,                                \
		     debug_task_rule_name(RULE_OF_##field));                                       \
		&__task->field;                                                                    \
	}))
#define assert_siglock_held(p) WARN(!debug_holds_siglock(p), "task %px: siglock is not held\n", p)
#else
#define assert_siglock_held(p)	       ((void)(p))
#define debug_note_task_reference(p)   ((void)(p))
#define debug_forget_task_reference(p) ((void)(p))
#define debug_task_is_published(p)     ((void)(p))
#define debug_task_is_gone(p)	       ((void)(p))
#define task_field(p, field)	       ((p)->field)
#endif

/* While it is held, the task keeps its mm and its files. Inside tasklist_lock; not in interrupts. */
/*
 * Interrupts off: an interrupt may want tasklist_lock, whose holder may want this one. The plain forms are for where they are
 * off already, inside tasklist_lock.
 */
#define task_lock(p)	   spin_lock(&(p)->alloc_lock)
#define task_unlock(p)	   spin_unlock(&(p)->alloc_lock)
#define task_lock_irq(p)   spin_lock_irq(&(p)->alloc_lock)
#define task_unlock_irq(p) spin_unlock_irq(&(p)->alloc_lock)

/* ---- beginning and end ---- */

/**
 * sched_fork() - make a task in a block of memory
 * @p: all zero but for pid, comm, flags and release, which the caller has set
 * @stack: lowest address of its stack
 * @top: end of its stack
 * @first: what it runs first; must not return. Starts with interrupts on.
 * @arg: given to @first
 *
 * The task inherits the caller's nice value. It has one reference, the scheduler's, which is dropped when it
 * has died. It is in state TASK_NEW, and starts with wake_up_new_task(), or, if the caller sets another
 * state, with the first wake-up that fits that. No other task knows it before add_task(). Any context.
 */
void sched_fork(struct task_struct *p, void *stack, unsigned long top, void (*first)(void *arg),
		void *arg);
/* From now on @p is in the list of tasks and found by its number. tasklist_lock held. */
void add_task(struct task_struct *p);
void wake_up_new_task(struct task_struct *p);

/* The end of the calling task: its reference is dropped when this CPU runs the next one. */
void do_task_dead(void) __noreturn;

/* ---- references: they keep the struct, and do not keep the thread alive. Any context ---- */

void __put_task_struct(struct task_struct *p);

/* For a reference that is not a task's, but the scheduler's or that of the parent's list of children. */
static inline void drop_task_struct(struct task_struct *p)
{
	if (refcount_dec_and_test(&p->usage))
		__put_task_struct(p);
}

static inline struct task_struct *get_task_struct(struct task_struct *p)
{
	refcount_inc(&p->usage);
	debug_note_task_reference(p);
	return p;
}

static inline void put_task_struct(struct task_struct *p)
{
	debug_forget_task_reference(p);
	drop_task_struct(p);
}

/* Tasks that exist, dead ones with references included, without the idle task. */
extern unsigned int nr_threads;

/* Is there a task that is ending (PF_EXITING) and not yet freed? Any context. */
bool threads_are_exiting(void);

/* One letter for a state, as ps prints it. */
char task_state_to_char(const struct task_struct *p);

/* Every task with its stack, to the log. Any context; takes no lock, for panic(). */
void show_tasks(void);

/* In which function outside the scheduler does a sleeping task wait? 0 if it does not sleep. */
unsigned long get_wchan(const struct task_struct *p);

#endif
