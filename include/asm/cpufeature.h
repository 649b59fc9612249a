/* SPDX-License-Identifier: MIT */
/* What the CPU can do: the bits of CPUID leaf 1, EDX. */
#ifndef _ASM_CPUFEATURE_H
#define _ASM_CPUFEATURE_H

#include <linux/compiler.h>
#include <linux/types.h>

#define X86_FEATURE_FPU	 (1 << 0)
#define X86_FEATURE_PSE	 (1 << 3) /* 4 MiB pages */
#define X86_FEATURE_TSC	 (1 << 4)
#define X86_FEATURE_CX8	 (1 << 8)
#define X86_FEATURE_SEP	 (1 << 11) /* sysenter */
#define X86_FEATURE_PGE	 (1 << 13) /* global pages */
#define X86_FEATURE_CMOV (1 << 15)
#define X86_FEATURE_PAT	 (1 << 16)
#define X86_FEATURE_FXSR (1 << 24)
#define X86_FEATURE_SSE	 (1 << 25)
#define X86_FEATURE_SSE2 (1 << 26)

static __always_inline void cpuid(u32 leaf, u32 *a, u32 *b, u32 *c, u32 *d)
{
	asm volatile("cpuid" : "=a"(*a), "=b"(*b), "=c"(*c), "=d"(*d) : "a"(leaf), "c"(0));
}

/* Feature word, read once by cpu_init(). */
extern u32 cpu_features;

static inline bool cpu_has(u32 feature)
{
	return cpu_features & feature;
}

#endif
