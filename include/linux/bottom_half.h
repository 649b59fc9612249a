/* SPDX-License-Identifier: MIT */
/* Keeping softirqs out of a section of task code. Nests. */
#ifndef _LINUX_BH_H
#define _LINUX_BH_H

#include <linux/preempt.h>

/* Task or softirq. in_softirq() is true from here on, as in Linux; in_serving_softirq() is not. */
static __always_inline void local_bh_disable(void)
{
	preempt_count_add(SOFTIRQ_DISABLE_OFFSET);
	barrier();
}

/*
 * At the last level, serves what has been raised meanwhile, and gives the CPU away if the scheduler wants
 * it. Task or softirq, interrupts on. kernel/core/softirq.c.
 */
void local_bh_enable(void);

#endif
