/* SPDX-License-Identifier: MIT */
/* The edges of hard interrupt context. */
#ifndef _LINUX_HARDIRQ_H
#define _LINUX_HARDIRQ_H

#include <linux/preempt.h>

/* Between the two, in_hardirq() is true. Interrupts off. */
static __always_inline void irq_enter(void)
{
	preempt_count_add(HARDIRQ_OFFSET);
}

/*
 * Leaves hard interrupt context, and at the outermost level serves the softirqs that were raised
 * meanwhile: they run with interrupts on. Interrupts off before and after. kernel/core/softirq.c.
 */
void irq_exit(void);

/**
 * synchronize_irq() - wait until no handler of this line runs any more
 * @irq: the line; nothing happens for one that does not exist
 *
 * The caller must hold nothing that a handler waits for. May sleep.
 */
void synchronize_irq(unsigned int irq);

#endif
