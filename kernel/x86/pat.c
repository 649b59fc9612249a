/* SPDX-License-Identifier: MIT */
/*
 * Memory types. Three bits of a page table entry, PAT PCD PWT, choose one of eight fields of a
 * register, and the field says how the page is cached. What the CPU starts with has no
 * write-combining; Linux's table, which is set here, has it in the place of write-through:
 *
 *	PAT PCD PWT	reset	here
 *	 0   0   0	WB	WB
 *	 0   0   1	WT	WC
 *	 0   1   0	UC-	UC-	uncached, unless the range registers say WC
 *	 0   1   1	UC	UC
 *	 1   x   x	the same	WB WP UC- WT
 *
 * A CPU without the register gets UC- where WC is asked for: slower, but correct.
 *
 * Tests: tests/mm/vmalloc/ioremap_test.c.
 */
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/pgtable.h>
#include <asm/processor.h>
#include <asm/tlbflush.h>
#include <linux/init.h>
#include <linux/irqflags.h>

enum { UC = 0, WC = 1, WT = 4, WP = 5, WB = 6, UC_MINUS = 7 };

#define PAT(field, type) ((u64)(type) << 8 * (field))

u32 page_cache_wc = _PAGE_CACHE_UC_MINUS;

static void wbinvd(void)
{
	asm volatile("wbinvd" : : : "memory");
}

/* The manual's procedure for changing types under a running cache. */
static void set_pat(u64 table)
{
	unsigned long flags, cr0 = read_cr0();

	raw_local_irq_save(flags);
	write_cr0((cr0 | X86_CR0_CD) & ~X86_CR0_NW);
	wbinvd();
	flush_tlb_all();
	wrmsrl(MSR_IA32_CR_PAT, table);
	wbinvd();
	flush_tlb_all();
	write_cr0(cr0);
	raw_local_irq_restore(flags);
}

void __init pat_init(void)
{
	if (!boot_cpu_has(X86_FEATURE_PAT))
		return;
	set_pat(PAT(0, WB) | PAT(1, WC) | PAT(2, UC_MINUS) | PAT(3, UC) | PAT(4, WB) | PAT(5, WP) |
		PAT(6, UC_MINUS) | PAT(7, WT));
	page_cache_wc = _PAGE_PWT;
}
