/* SPDX-License-Identifier: MIT */
/* What sched.c, tasks.c and might_sleep.c share with nobody else. */
#ifndef _CORE_SCHED_INTERNAL_H
#define _CORE_SCHED_INTERNAL_H

#include <linux/compiler.h>

struct task_struct;

/* tasks.c: into the list of tasks. Any context. */
void add_task(struct task_struct *p);

/* might_sleep.c: schedule() where it must not be called. Any context. */
void schedule_bug(void) __cold;

#endif
