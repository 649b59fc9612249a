/* SPDX-License-Identifier: MIT */
/* What the CPU can do, by the number of a bit: word 0 is EDX of CPUID leaf 1. */
#ifndef _ASM_CPUFEATURE_H
#define _ASM_CPUFEATURE_H

#include <linux/compiler.h>
#include <linux/types.h>

#define X86_FEATURE_FPU	 (0 * 32 + 0)
#define X86_FEATURE_PSE	 (0 * 32 + 3) /* 4 MiB pages */
#define X86_FEATURE_TSC	 (0 * 32 + 4)
#define X86_FEATURE_CX8	 (0 * 32 + 8)
#define X86_FEATURE_SEP	 (0 * 32 + 11) /* sysenter */
#define X86_FEATURE_PGE	 (0 * 32 + 13) /* global pages */
#define X86_FEATURE_CMOV (0 * 32 + 15)
#define X86_FEATURE_PAT	 (0 * 32 + 16)
#define X86_FEATURE_FXSR (0 * 32 + 24)
#define X86_FEATURE_SSE	 (0 * 32 + 25)
#define X86_FEATURE_SSE2 (0 * 32 + 26)

static __always_inline void cpuid(u32 leaf, u32 *a, u32 *b, u32 *c, u32 *d)
{
	asm volatile("cpuid" : "=a"(*a), "=b"(*b), "=c"(*c), "=d"(*d) : "a"(leaf), "c"(0));
}

/* What CPUs have in common; the words of capabilities are read by cpu_init(). */
enum cpuid_leafs { CPUID_1_EDX, NCAPINTS };

struct cpuinfo_x86 {
	u32 x86_capability[NCAPINTS];
};
extern struct cpuinfo_x86 boot_cpu_data;

static __always_inline bool cpu_has(const struct cpuinfo_x86 *c, unsigned int bit)
{
	return c->x86_capability[bit / 32] & 1U << bit % 32;
}

#define boot_cpu_has(bit) cpu_has(&boot_cpu_data, bit)

#endif
