/* SPDX-License-Identifier: MIT */
/*
 * Where the current interrupt found the CPU: a handler that wants to know (a profiler, a tick) asks
 * here. NULL outside of hard interrupt context.
 */
#ifndef _ASM_IRQ_REGS_H
#define _ASM_IRQ_REGS_H

#include <linux/percpu.h>

struct pt_regs;

DECLARE_PER_CPU(struct pt_regs *, __irq_regs);

static inline struct pt_regs *get_irq_regs(void)
{
	return this_cpu_read(__irq_regs);
}

/* Returns what was there, for the entry code to put back. */
static inline struct pt_regs *set_irq_regs(struct pt_regs *regs)
{
	struct pt_regs *old = get_irq_regs();

	this_cpu_write(__irq_regs, regs);
	return old;
}

#endif
