/* SPDX-License-Identifier: MIT */
/* The life of a task: made by its owner, known to all, ended by itself, freed after the last reference. */
#ifndef _LINUX_SCHED_TASK_H
#define _LINUX_SCHED_TASK_H

#include <linux/sched.h>

struct seq_file;
struct spinlock;

/*
 * All tasks, and who is whose child (real_parent, children, sibling, exit_state; process groups and sessions).
 * Taken with interrupts off; the locks of signals and of wait queues come inside it.
 */
extern struct spinlock tasklist_lock;

/**
 * sched_fork() - make a task of a block of memory
 * @p: all zero but for pid, comm, flags and release, which the caller has set
 * @stack: lowest address of its stack
 * @top: end of its stack
 * @first: what it runs first; must not return. Starts with interrupts on.
 * @arg: given to @first
 *
 * The task inherits the caller's nice value. It has one reference, the scheduler's, which goes when it
 * has died; it is in the list of tasks, in state TASK_NEW, and starts with wake_up_new_task(), or with
 * the first wake-up that fits a state set by the caller. Any context.
 */
void sched_fork(struct task_struct *p, void *stack, unsigned long top, void (*first)(void *arg),
		void *arg);
void wake_up_new_task(struct task_struct *p);

/* The end of the calling task: gone, and its memory given back, when this CPU runs the next one. */
void do_task_dead(void) __noreturn;

/* A reference keeps the struct, not the thread. Any context. */
static inline struct task_struct *get_task_struct(struct task_struct *p)
{
	refcount_inc(&p->usage);
	return p;
}

void __put_task_struct(struct task_struct *p);

static inline void put_task_struct(struct task_struct *p)
{
	if (refcount_dec_and_test(&p->usage))
		__put_task_struct(p);
}

/* Tasks that exist, dead ones with references included, without the idle task. */
extern unsigned int nr_threads;

/* Has some task said that it is ending (PF_EXITING), and is not yet gone? Any context. */
bool threads_are_exiting(void);

/* One letter for a state, as ps prints it. */
char task_state_to_char(const struct task_struct *p);

/* Every task: pid, parent, state, priority, ticks used, resident memory, where it waits, name. Any context. */
int ps_show(struct seq_file *m);

/* Every task with its stack, to the log. Any context; takes no lock, for panic(). */
void show_tasks(void);

/* Which function outside the scheduler does a sleeping task wait in? 0 if it does not sleep. */
unsigned long get_wchan(const struct task_struct *p);

/* Processes, parents and zombies are what they should be (kernel/task/exit.c): 0, or the faults, each printed. */
int family_check(void);

/* Counts and lists of the run queue are what they should be: 0, or the faults, each printed. */
int sched_check(void);

#endif
