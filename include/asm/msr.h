/* SPDX-License-Identifier: MIT */
/* Model-specific registers. Ring 0; a register that the CPU does not have faults. */
#ifndef _ASM_MSR_H
#define _ASM_MSR_H

#include <linux/types.h>

#define MSR_IA32_SYSENTER_CS 0x174
#define MSR_IA32_CR_PAT	     0x277

static inline u64 native_read_msr(u32 msr)
{
	u64 value;

	asm volatile("rdmsr" : "=A"(value) : "c"(msr));
	return value;
}

static inline void wrmsrl(u32 msr, u64 value)
{
	asm volatile("wrmsr" : : "c"(msr), "A"(value) : "memory");
}

static inline void wrmsr(u32 msr, u32 low, u32 high)
{
	wrmsrl(msr, (u64)high << 32 | low);
}

/* Into variables: rdmsrl(MSR_IA32_CR_PAT, pat), rdmsr(MSR_IA32_CR_PAT, low, high). */
#define rdmsrl(msr, val) ((val) = native_read_msr(msr))
#define rdmsr(msr, low, high)                                                                      \
	do {                                                                                       \
		u64 __value = native_read_msr(msr);                                                \
                                                                                                   \
		(low) = (u32)__value;                                                              \
		(high) = (u32)(__value >> 32);                                                     \
	} while (0)

#endif
