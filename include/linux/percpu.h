/* SPDX-License-Identifier: MIT */
/*
 * Per-CPU data. There is one CPU, so a per-CPU variable is a variable; but all access goes through
 * these, so that more CPUs would be a change here and not everywhere.
 *
 * An interrupt comes before or after one of the this_cpu operations, never between: most are one instruction.
 */
#ifndef _LINUX_PERCPU_H
#define _LINUX_PERCPU_H

#include <linux/compiler.h>
#include <linux/irqflags.h>
#include <linux/types.h>

#define NR_CPUS 1

#define DECLARE_PER_CPU(type, name) extern __typeof__(type) name
#define DEFINE_PER_CPU(type, name)  __typeof__(type) name

#define per_cpu_ptr(ptr, cpu) (ptr)
#define this_cpu_ptr(ptr)     (ptr)
#define per_cpu(var, cpu)     (var)

/*
 * For variables of 1, 2 and 4 bytes. No instruction changes 8 bytes of memory in place: for those interrupts are
 * off meanwhile.
 */
#define __this_cpu_irqs_off(statement)                                                             \
	do {                                                                                       \
		unsigned long __flags;                                                             \
                                                                                                   \
		raw_local_irq_save(__flags);                                                       \
		statement;                                                                         \
		raw_local_irq_restore(__flags);                                                    \
	} while (0)

#define __this_cpu_op(insn, var, op, val)                                                          \
	do {                                                                                       \
		if (sizeof(var) == 1)                                                              \
			asm volatile(insn "b %1, %0" : "+m"(var) : "qi"((u8)(val)) : "cc");        \
		else if (sizeof(var) == 2)                                                         \
			asm volatile(insn "w %1, %0" : "+m"(var) : "ri"((u16)(val)) : "cc");       \
		else if (sizeof(var) == 4)                                                         \
			asm volatile(insn "l %1, %0" : "+m"(var) : "ri"((u32)(val)) : "cc");       \
		else                                                                               \
			__this_cpu_irqs_off((var)op(val));                                         \
	} while (0)

/* By 1: shorter. */
#define __this_cpu_step(insn, var, op)                                                             \
	do {                                                                                       \
		if (sizeof(var) == 1)                                                              \
			asm volatile(insn "b %0" : "+m"(var) : : "cc");                            \
		else if (sizeof(var) == 2)                                                         \
			asm volatile(insn "w %0" : "+m"(var) : : "cc");                            \
		else if (sizeof(var) == 4)                                                         \
			asm volatile(insn "l %0" : "+m"(var) : : "cc");                            \
		else                                                                               \
			__this_cpu_irqs_off((var)op 1);                                            \
	} while (0)

#define this_cpu_read(var)                                                                         \
	({                                                                                         \
		__typeof__(var) __read;                                                            \
                                                                                                   \
		if (sizeof(var) <= 4)                                                              \
			__read = *(const volatile __typeof__(var) *)&(var);                        \
		else                                                                               \
			__this_cpu_irqs_off(__read = (var));                                       \
		__read;                                                                            \
	})
#define this_cpu_write(var, val)                                                                   \
	do {                                                                                       \
		if (sizeof(var) <= 4)                                                              \
			*(volatile __typeof__(var) *)&(var) = (val);                               \
		else                                                                               \
			__this_cpu_irqs_off((var) = (val));                                        \
	} while (0)
#define this_cpu_add(var, val) __this_cpu_op("add", var, +=, val)
#define this_cpu_sub(var, val) __this_cpu_op("sub", var, -=, val)
#define this_cpu_or(var, val)  __this_cpu_op("or", var, |=, val)
#define this_cpu_and(var, val) __this_cpu_op("and", var, &=, val)
#define this_cpu_inc(var)      __this_cpu_step("inc", var, +=)
#define this_cpu_dec(var)      __this_cpu_step("dec", var, -=)

#define for_each_possible_cpu(cpu) for ((cpu) = 0; (cpu) < NR_CPUS; (cpu)++)
#define for_each_online_cpu(cpu)   for_each_possible_cpu(cpu)
#define smp_processor_id()	   0
#define raw_smp_processor_id()	   0
#define get_cpu()                                                                                  \
	({                                                                                         \
		preempt_disable();                                                                 \
		0;                                                                                 \
	})
#define put_cpu() preempt_enable()

#endif
