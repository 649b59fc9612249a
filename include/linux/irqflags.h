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

static __always_inline void local_irq_disable(void)
{
	asm volatile("cli" : : : "memory");
}

static __always_inline void local_irq_enable(void)
{
	asm volatile("sti" : : : "memory");
}

static __always_inline void arch_local_irq_restore(unsigned long flags)
{
	asm volatile("push %0; popf" : : ASM_INPUT_G(flags) : "memory", "cc");
}

#define local_save_flags(flags) ((flags) = arch_local_save_flags())
#define local_irq_save(flags)                                                                      \
	do {                                                                                       \
		(flags) = arch_local_save_flags();                                                 \
		local_irq_disable();                                                               \
	} while (0)
#define local_irq_restore(flags)   arch_local_irq_restore(flags)
#define irqs_disabled_flags(flags) (!((flags)&X86_EFLAGS_IF))
#define irqs_disabled()		   irqs_disabled_flags(arch_local_save_flags())

#endif
