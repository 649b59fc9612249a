/* SPDX-License-Identifier: MIT */
/* The OOM killer, as its tests see it (mm/reclaim/oom_kill.c). */
#ifndef _MM_OOM_H
#define _MM_OOM_H

#include <linux/mm_types.h>
#include <linux/oom.h>
#include <linux/sched.h>

/* It may go deeper, and does not wait: so it reaches its end. Any context. */
void mark_oom_victim(struct task_struct *p);

/* Pages that killing it would bring, at least 1; 0: it may not be killed. tasklist_lock. */
unsigned long oom_badness(struct task_struct *p);

/* reclaim_ops.out_of_memory. */
bool out_of_memory(gfp_t gfp, unsigned int order);

#endif
