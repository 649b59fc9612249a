/* SPDX-License-Identifier: MIT */
/*
 * user_thread.c: what a user task has on the CPU. For the files of kernel/process that make and end processes:
 *
 *	fork	alloc_thread()  copy_thread()  ...  start_thread(p, first, arg); first() ends with enter_user_mode()
 *	exec	alloc_user_thread(current), which may fail; at the point of no return flush_thread(); then
 *		start_user_regs(current_pt_regs(), ip, sp), and back to user mode
 *	exit	exit_thread(p), by the task itself, or when a task that never ran is freed
 */
#ifndef _KERNEL_PROCESS_USER_THREAD_H
#define _KERNEL_PROCESS_USER_THREAD_H

struct task_struct;

/* FPU state for a task that has none yet. May sleep. 0 or -ENOMEM. */
int alloc_user_thread(struct task_struct *p);

/**
 * copy_thread() - a child that returns from the same system call as the current task, with 0
 * @p: from alloc_thread(), not yet started
 * @clone_flags: CLONE_SETTLS counts
 * @sp: its stack pointer; 0: the parent's
 * @tls: with CLONE_SETTLS, the user's struct user_desc
 *
 * May sleep. Return: 0, -ENOMEM, -EFAULT, -EINVAL; then there is nothing to undo.
 */
int copy_thread(struct task_struct *p, unsigned long clone_flags, unsigned long sp,
		unsigned long tls);

/* The current task's FPU and TLS as a program finds them at its start. */
void flush_thread(void);

/* FPU state is given back; it must not go back to user mode. Any context. */
void exit_thread(struct task_struct *p);

#endif
