/* SPDX-License-Identifier: MIT */
/* Keeping softirqs out of a section of task code. Nests. */
#ifndef _LINUX_BH_H
#define _LINUX_BH_H

#include <linux/preempt.h>

static __always_inline void local_bh_disable(void)
{
	preempt_count_add(SOFTIRQ_DISABLE_OFFSET);
	barrier();
}

/* kernel/core/softirq.c: at the last level, serves what has been raised meanwhile. Task or softirq. */
void local_bh_enable(void);

#endif
