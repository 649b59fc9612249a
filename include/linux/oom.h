/* SPDX-License-Identifier: MIT */
/* Processes that are killed so that others have memory: mm/reclaim/oom_kill.c. */
#ifndef _LINUX_OOM_H
#define _LINUX_OOM_H

#include <linux/sched.h>

/*
 * Is the task being killed for its memory? Then its requests may use more of the reserves, and do not wait, so that it
 * comes to its end. Any context.
 */
static inline bool tsk_is_oom_victim(const struct task_struct *p)
{
	return p->thread_flags & 1UL << TIF_MEMDIE;
}

/* Is this the process that is never killed? Set by the code that makes it; NULL: there is none. tasklist_lock. */
extern bool (*oom_spares)(struct task_struct *p);

#endif
