/* SPDX-License-Identifier: MIT */
/*
 * Forgetting translations. After an entry of a page table has been changed in a way that takes rights
 * away, the CPU may still use the old one until it is flushed. Any context; this CPU only.
 */
#ifndef _ASM_TLBFLUSH_H
#define _ASM_TLBFLUSH_H

#include <asm/cpufeature.h>
#include <asm/processor.h>

static __always_inline void flush_tlb_one(unsigned long addr)
{
	asm volatile("invlpg (%0)" : : "r"(addr) : "memory");
}

/* User translations: what a switch to another page directory does by itself. */
static __always_inline void flush_tlb_local(void)
{
	write_cr3(read_cr3());
}

/* All of them, the kernel's global ones too: switching PGE off drops those. */
static __always_inline void flush_tlb_all(void)
{
	unsigned long cr4;

	if (!boot_cpu_has(X86_FEATURE_PGE)) {
		flush_tlb_local();
		return;
	}
	cr4 = read_cr4();
	write_cr4(cr4 & ~X86_CR4_PGE);
	write_cr4(cr4 | X86_CR4_PGE);
}

#endif
