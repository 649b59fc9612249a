/* SPDX-License-Identifier: MIT */
/* Model-specific registers. Ring 0; a register that the CPU does not have faults. */
#ifndef _ASM_MSR_H
#define _ASM_MSR_H

#include <linux/types.h>

#define MSR_IA32_SYSENTER_CS 0x174
#define MSR_IA32_CR_PAT	     0x277

static inline u64 rdmsrl(u32 msr)
{
	u64 value;

	asm volatile("rdmsr" : "=A"(value) : "c"(msr));
	return value;
}

static inline void wrmsrl(u32 msr, u64 value)
{
	asm volatile("wrmsr" : : "c"(msr), "A"(value) : "memory");
}

#endif
