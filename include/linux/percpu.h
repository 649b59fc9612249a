/* SPDX-License-Identifier: MIT */
/*
 * Per-CPU data. There is one CPU, so a per-CPU variable is a variable; but all access goes through
 * these, so that more CPUs would be a change here and not everywhere.
 *
 * The this_cpu operations are single instructions: an interrupt comes before or after, never between.
 */
#ifndef _LINUX_PERCPU_H
#define _LINUX_PERCPU_H

#include <linux/compiler.h>

#define NR_CPUS 1

#define DECLARE_PER_CPU(type, name) extern __typeof__(type) name
#define DEFINE_PER_CPU(type, name)  __typeof__(type) name

#define per_cpu_ptr(ptr, cpu) (ptr)
#define this_cpu_ptr(ptr)     (ptr)
#define per_cpu(var, cpu)     (var)

#define this_cpu_read(var)	 (*(const volatile __typeof__(var) *)&(var))
#define this_cpu_write(var, val) (*(volatile __typeof__(var) *)&(var) = (val))
#define this_cpu_add(var, val)	 asm volatile("addl %1, %0" : "+m"(var) : "ri"(val) : "cc")
#define this_cpu_sub(var, val)	 asm volatile("subl %1, %0" : "+m"(var) : "ri"(val) : "cc")
#define this_cpu_inc(var)	 asm volatile("incl %0" : "+m"(var) : : "cc")
#define this_cpu_dec(var)	 asm volatile("decl %0" : "+m"(var) : : "cc")
#define this_cpu_or(var, val)	 asm volatile("orl %1, %0" : "+m"(var) : "ri"(val) : "cc")
#define this_cpu_and(var, val)	 asm volatile("andl %1, %0" : "+m"(var) : "ri"(val) : "cc")

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
