/* SPDX-License-Identifier: MIT */
/*
 * The context word. One counter per CPU says what kind of code is running and whether it may be taken
 * off the CPU; its layout is Linux's:
 *
 *	bits  0-7	preempt_disable() depth: spinlocks held, explicit sections
 *	bits  8-15	softirq: bit 8 set while one is served, steps of 2 for local_bh_disable()
 *	bits 16-19	hardirq depth: interrupt handlers, nested ones counted
 *	bits 20-23	NMI depth
 *	bit  31		*clear* when the scheduler wants to run (as on Linux's x86): then "counter == 0"
 *			is the one test that says "may be preempted, and should be"
 *
 * Tasks carry their own value across a switch.
 */
#ifndef _LINUX_PREEMPT_H
#define _LINUX_PREEMPT_H

#include <linux/compiler.h>
#include <linux/irqflags.h>
#include <linux/percpu.h>

#define PREEMPT_BITS 8
#define SOFTIRQ_BITS 8
#define HARDIRQ_BITS 4
#define NMI_BITS     4

#define PREEMPT_SHIFT 0
#define SOFTIRQ_SHIFT (PREEMPT_SHIFT + PREEMPT_BITS)
#define HARDIRQ_SHIFT (SOFTIRQ_SHIFT + SOFTIRQ_BITS)
#define NMI_SHIFT     (HARDIRQ_SHIFT + HARDIRQ_BITS)

#define __IRQ_MASK(bits) ((1UL << (bits)) - 1)
#define PREEMPT_MASK	 (__IRQ_MASK(PREEMPT_BITS) << PREEMPT_SHIFT)
#define SOFTIRQ_MASK	 (__IRQ_MASK(SOFTIRQ_BITS) << SOFTIRQ_SHIFT)
#define HARDIRQ_MASK	 (__IRQ_MASK(HARDIRQ_BITS) << HARDIRQ_SHIFT)
#define NMI_MASK	 (__IRQ_MASK(NMI_BITS) << NMI_SHIFT)

#define PREEMPT_OFFSET (1UL << PREEMPT_SHIFT)
#define SOFTIRQ_OFFSET (1UL << SOFTIRQ_SHIFT)
#define HARDIRQ_OFFSET (1UL << HARDIRQ_SHIFT)
#define NMI_OFFSET     (1UL << NMI_SHIFT)

#define SOFTIRQ_DISABLE_OFFSET (2 * SOFTIRQ_OFFSET)
#define PREEMPT_NEED_RESCHED   0x80000000UL

/* What a new task starts with: schedule() holds one count while it switches. */
#define FORK_PREEMPT_COUNT (PREEMPT_OFFSET | PREEMPT_NEED_RESCHED)

DECLARE_PER_CPU(unsigned int, __preempt_count);

static __always_inline unsigned int preempt_count(void)
{
	return this_cpu_read(__preempt_count) & ~PREEMPT_NEED_RESCHED;
}

/* preempt_count() != 0, in two instructions. */
static __always_inline bool preempt_count_nonzero(void)
{
	bool nonzero;

	asm volatile("testl %1, %2"
		     : "=@ccnz"(nonzero)
		     : "i"(~PREEMPT_NEED_RESCHED), "m"(__preempt_count));
	return nonzero;
}

/* Sets the count and leaves the scheduler's bit alone. */
static __always_inline void preempt_count_set(unsigned int count)
{
	this_cpu_write(__preempt_count,
		       (this_cpu_read(__preempt_count) & PREEMPT_NEED_RESCHED) | count);
}

#define preempt_count_add(val) this_cpu_add(__preempt_count, (val))
#define preempt_count_sub(val) this_cpu_sub(__preempt_count, (val))

static __always_inline void set_preempt_need_resched(void)
{
	this_cpu_and(__preempt_count, ~PREEMPT_NEED_RESCHED);
}

static __always_inline void clear_preempt_need_resched(void)
{
	this_cpu_or(__preempt_count, PREEMPT_NEED_RESCHED);
}

static __always_inline bool need_resched(void)
{
	return !(this_cpu_read(__preempt_count) & PREEMPT_NEED_RESCHED);
}

/* "What am I?" Each answers for the code that asks. */
#define nmi_count()	(preempt_count() & NMI_MASK)
#define hardirq_count() (preempt_count() & HARDIRQ_MASK)
#define softirq_count() (preempt_count() & SOFTIRQ_MASK)
#define irq_count()	(preempt_count() & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_MASK))

#define in_nmi()	     (nmi_count())
#define in_hardirq()	     (hardirq_count())
#define in_serving_softirq() (softirq_count() & SOFTIRQ_OFFSET)
#define in_task()	     (!(preempt_count() & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_OFFSET)))
#define in_irq()	     (hardirq_count())
#define in_softirq()	     (softirq_count()) /* also true under local_bh_disable(), as in Linux */
#define in_interrupt()	     (irq_count())
#define in_atomic()	     (preempt_count() != 0)
#define preemptible()	     (preempt_count() == 0 && !irqs_disabled())

/* kernel/core/sched.c: gives the CPU away if the caller may be preempted. */
void preempt_schedule(void);

#define preempt_disable()                                                                          \
	do {                                                                                       \
		this_cpu_inc(__preempt_count);                                                     \
		barrier();                                                                         \
	} while (0)

#define preempt_enable_no_resched()                                                                \
	do {                                                                                       \
		barrier();                                                                         \
		this_cpu_dec(__preempt_count);                                                     \
	} while (0)

/* One decrement and one branch: zero means that the scheduler wants in and nothing forbids it. */
static __always_inline void preempt_enable(void)
{
	bool now;

	barrier();
	asm volatile("decl %0" : "+m"(__preempt_count), "=@ccz"(now));
	if (unlikely(now))
		preempt_schedule();
}

#endif
