/* SPDX-License-Identifier: MIT */
/* The OOM killer, as the rest of mm and its tests see it (mm/reclaim/oom_kill.c). */
#ifndef _MM_OOM_H
#define _MM_OOM_H

#include <linux/mm_types.h>
#include <linux/sched.h>

/* It may go deeper, and does not wait: so it reaches its end. Any context. */
void mark_oom_victim(struct task_struct *p);

static inline bool is_oom_victim(const struct task_struct *p)
{
	return p->thread_flags & 1UL << TIF_MEMDIE;
}

/* The last user has gone: the memory is back. */
void oom_mm_is_gone(struct mm_struct *mm);

/* Pages that killing it would bring, at least 1; 0: it may not be killed. tasklist_lock. */
unsigned long oom_badness(struct task_struct *p);

/* oom_hook. */
bool out_of_memory(gfp_t gfp, unsigned int order);

#endif
