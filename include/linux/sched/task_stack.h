/* SPDX-License-Identifier: MIT */
/*
 * The stack of a task:
 *
 *	stack					STACK_END_MAGIC; damage here is an overflow
 *	...		grows down
 *	thread.sp0				its top
 */
#ifndef _LINUX_SCHED_TASK_STACK_H
#define _LINUX_SCHED_TASK_STACK_H

#include <linux/sched.h>

#define STACK_END_MAGIC 0x57AC6E9DUL

#define task_stack_page(task) ((task)->stack)

static __always_inline unsigned long *end_of_stack(const struct task_struct *task)
{
	return task->stack;
}

static __always_inline bool task_stack_end_corrupted(const struct task_struct *task)
{
	return *end_of_stack(task) != STACK_END_MAGIC;
}

/* Bytes at its lower end that the task has never used; nor has a task before it, if the stack has been kept. */
unsigned long stack_not_used(const struct task_struct *p);

/* In a DEBUG=1 build a task that ends says so if no other has left so little. */
#ifdef CONFIG_DEBUG_VM
extern unsigned long lowest_stack_left; /* bytes; all CPUs' together: a line too many does no harm */
void check_stack_usage(void);
#else
#define check_stack_usage() ((void)0)
#endif

/* Bytes between the stack pointer and the end of the running task's stack. Large where the CPU uses another stack. */
static __always_inline unsigned long stack_left(void)
{
	return (unsigned long)__builtin_frame_address(0) - (unsigned long)current->stack;
}

/*
 * For reports: does what a lock calls its owner lead to no task? Its memory is not a lock's then, or its owner has ended with
 * it. NULL is nobody, and no fault. Any context. (kernel/core/tasks.c)
 */
bool is_no_task(struct task_struct *const *owner);

static inline bool object_is_on_stack(const void *obj)
{
	return obj >= current->stack && (unsigned long)obj < current->thread.sp0;
}

#endif
