/* SPDX-License-Identifier: MIT */
/* Turning interrupts off and on. Any context. */
#ifndef _LINUX_IRQFLAGS_H
#define _LINUX_IRQFLAGS_H

#include <asm/processor.h>
#include <linux/compiler.h>

static __always_inline unsigned long arch_local_save_flags(void)
{
	unsigned long flags;

	asm volatile("pushf; pop %0" : ASM_OUTPUT_RM(flags) : : "memory");
	return flags;
}

static __always_inline void raw_local_irq_disable(void)
{
	asm volatile("cli" : : : "memory");
}

static __always_inline void raw_local_irq_enable(void)
{
	asm volatile("sti" : : : "memory");
}

static __always_inline void arch_local_irq_restore(unsigned long flags)
{
	asm volatile("push %0; popf" : : ASM_INPUT_G(flags) : "memory", "cc");
}

#define raw_local_irq_save(flags)                                                                  \
	do {                                                                                       \
		(flags) = arch_local_save_flags();                                                 \
		raw_local_irq_disable();                                                           \
	} while (0)
#define raw_local_irq_restore(flags) arch_local_irq_restore(flags)
#define irqs_disabled_flags(flags)   (!((flags)&X86_EFLAGS_IF))
#define irqs_disabled()		     irqs_disabled_flags(arch_local_save_flags())
#define local_save_flags(flags)	     ((flags) = arch_local_save_flags())

/*
 * In a DEBUG=1 build lockdep hears of interrupts that come on while a lock is held that was taken without them, and the
 * last places that turned them on and off are known. The raw forms tell nobody: for lockdep itself, and what it uses.
 */
#ifdef CONFIG_LOCKDEP
extern unsigned int
	lockdep_irqsoff_held; /* per CPU: locks held that were taken with interrupts off */
extern unsigned long hardirqs_enabled_at, hardirqs_disabled_at; /* per CPU */
void lockdep_hardirqs_on(void);
void lockdep_softirqs_on(void);

#define __note_place(where) asm volatile("movl $1f, %0\n1:" : "=m"(where))

static __always_inline void trace_hardirqs_off(void)
{
	__note_place(hardirqs_disabled_at);
}

/* They are still off. */
static __always_inline void trace_hardirqs_on(void)
{
	__note_place(hardirqs_enabled_at);
	if (unlikely(*(volatile unsigned int *)&lockdep_irqsoff_held))
		lockdep_hardirqs_on();
}
#else
#define trace_hardirqs_off()  ((void)0)
#define trace_hardirqs_on()   ((void)0)
#define lockdep_softirqs_on() ((void)0)
#endif

static __always_inline void local_irq_disable(void)
{
	raw_local_irq_disable();
	trace_hardirqs_off();
}

static __always_inline void local_irq_enable(void)
{
	trace_hardirqs_on();
	raw_local_irq_enable();
}

#ifdef CONFIG_LOCKDEP
#define local_irq_save(flags)                                                                      \
	do {                                                                                       \
		raw_local_irq_save(flags);                                                         \
		if (!irqs_disabled_flags(flags))                                                   \
			trace_hardirqs_off();                                                      \
	} while (0)
#define local_irq_restore(flags)                                                                   \
	do {                                                                                       \
		if (!irqs_disabled_flags(flags))                                                   \
			trace_hardirqs_on();                                                       \
		raw_local_irq_restore(flags);                                                      \
	} while (0)
#else
#define local_irq_save(flags)	 raw_local_irq_save(flags)
#define local_irq_restore(flags) raw_local_irq_restore(flags)
#endif

#endif
