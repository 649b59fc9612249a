/* SPDX-License-Identifier: MIT */
/* The OOM killer, as its tests see it (mm/reclaim/oom_kill.c). */
#ifndef _MM_OOM_H
#define _MM_OOM_H

#include <linux/mm_types.h>
#include <linux/oom.h>
#include <linux/sched.h>

/* From now on @p may use the reserves, and its requests fail rather than wait. Any context. */
void mark_oom_victim(struct task_struct *p);

/*
 * How many pages would come free if @p was killed, at least 1; 0: it must not be killed. tasklist_lock held.
 */
unsigned long oom_badness(struct task_struct *p);

/* reclaim_ops.out_of_memory. */
bool out_of_memory(gfp_t gfp, unsigned int order);

#endif
