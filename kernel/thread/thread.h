/* SPDX-License-Identifier: MIT */
/* thread.c: the memory of a task, its stack and its number. For kernel/thread and kernel/process. */
#ifndef _TASK_THREAD_H
#define _TASK_THREAD_H

#include <linux/gfp_types.h>
#include <linux/sched.h>

/*
 * A task with a number and a stack, all else zero, that nobody else knows: give it to start_thread(), or back
 * to drop_thread(). May sleep if @gfp may. ERR_PTR(-ENOMEM): no memory; ERR_PTR(-EAGAIN): no number.
 */
struct task_struct *alloc_thread(gfp_t gfp);
/* THREAD_EXTRA bytes behind the task, which belong to its maker. */
#ifdef CONFIG_DEBUG_OBJECTS
#define THREAD_EXTRA 80
#else
#define THREAD_EXTRA 64
#endif
void *thread_extra(struct task_struct *p);
void drop_thread(struct task_struct *p);

/* sched_fork() on the thread's own stack. It has not run yet, and nobody else knows it before add_task(). */
void start_thread(struct task_struct *p, void (*first)(void *arg), void *arg);
/* Frees the memory of a thread that was started, after its last reference: p->release, or called by that. */
void free_thread(struct task_struct *p);

#endif
