/* SPDX-License-Identifier: MIT */
/*
 * __sched marks the functions of the scheduler and of locks through which all tasks go to sleep. A task waits
 * in the first function on its stack without the mark.
 */
#ifndef _LINUX_SCHED_DEBUG_H
#define _LINUX_SCHED_DEBUG_H

#include <linux/compiler.h>
#include <linux/types.h>

struct task_struct;

/* Prints one line about the task, and its stack. Any context; the caller sees to it that the task stays. */
void sched_show_task(const struct task_struct *p) __cold;

#define __sched __section(".sched.text")

extern char __sched_text_start[], __sched_text_end[];

static inline bool in_sched_functions(unsigned long addr)
{
	return addr >= (unsigned long)__sched_text_start && addr < (unsigned long)__sched_text_end;
}

#endif
