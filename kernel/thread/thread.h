/* SPDX-License-Identifier: MIT */
/* thread.c: the memory of a task, its stack and its number. For kernel/thread and kernel/process. */
#ifndef _TASK_THREAD_H
#define _TASK_THREAD_H

#include <linux/gfp_types.h>
#include <linux/sched.h>

/*
 * A task with a number and a stack, all else zero, known to nobody: give it to start_thread(), or back to
 * drop_thread(). ERR_PTR(-ENOMEM) or (-EAGAIN). Sleeps if @gfp may. @extra bytes behind the task, at most
 * THREAD_EXTRA, belong to the caller.
 */
#define THREAD_EXTRA 64
struct task_struct *alloc_thread(gfp_t gfp);
void *thread_extra(struct task_struct *p);
void drop_thread(struct task_struct *p);

/* sched_fork() on the thread's own stack. It has not run yet, and is known to nobody until add_task(). */
void start_thread(struct task_struct *p, void (*first)(void *arg), void *arg);
/* The memory of a thread that was started, after its last reference: p->release, or the end of it. */
void free_thread(struct task_struct *p);

#endif
