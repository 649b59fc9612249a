/* SPDX-License-Identifier: MIT */
/*
 * The pages of KASAN's shadow, in a build with SAN=addr (asm/kasan.h says where it lies).
 *
 *	from the first instruction of C on	one page of zeros for all of it: everything may be touched. Functions write their red
 *						zones there, so it does not stay zero, but nobody reports yet
 *	kasan_init(), with lowmem mapped	of lowmem: pages of its own. Of the rest: the page of zeros, read-only; vmalloc
 *						puts pages of its own there as it hands addresses out
 *
 * The shadow of lowmem is an eighth of it. It is mapped by 4 MiB pages where that much can be had in one piece; a small machine
 * has 4 KiB pages. The tables for the rest are all there from the start, since an entry of a page directory that comes later
 * would have to be written into that of every process.
 *
 * This file is built without checks: it runs while there is no shadow.
 *
 * Tests: tests/lib/kasan_test.c, in a SAN=addr build.
 */
#ifdef CONFIG_KASAN
#include <asm/cpufeature.h>
#include <asm/pgtable.h>
#include <asm/tlbflush.h>
#include <k896/kasan.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "internal.h"

#define LARGE_PAGES_FROM (128UL << (20 - PAGE_SHIFT)) /* pages of lowmem */

u8 kasan_early_shadow_page[PAGE_SIZE] __aligned(PAGE_SIZE);
static pte_t early_table[PTRS_PER_PTE] __aligned(PAGE_SIZE);

static_assert(KASAN_SHADOW_START == TASK_SIZE);

static void set_all(pte_t *table, pte_t entry)
{
	for (unsigned int i = 0; i < PTRS_PER_PTE; i++)
		table[i] = entry;
}

void __init kasan_early_init(void)
{
	set_all(early_table, __pa(kasan_early_shadow_page) | _KERNEL_RW);
	for (unsigned long addr = KASAN_SHADOW_START; addr < KASAN_SHADOW_END; addr += PMD_SIZE)
		swapper_pg_dir[pgd_index(addr)] = __pa(early_table) | _KERNEL_RW;
}

/* 4 MiB of shadow from @addr on, of which what lies below @end has pages of its own. */
static pgd_t __init shadow_table(unsigned long addr, unsigned long end)
{
	pte_t *table = memblock_alloc(PAGE_SIZE, PAGE_SIZE);

	set_all(table, __pa(kasan_early_shadow_page) | _KERNEL_RO);
	for (pte_t *pte = table; addr < end && pte < table + PTRS_PER_PTE; addr += PAGE_SIZE, pte++)
		*pte = __pa(memblock_alloc(PAGE_SIZE, PAGE_SIZE)) | _KERNEL_RW | kernel_global;
	return __pa(table) | _KERNEL_RW;
}

static pgd_t __init shadow_large_page(void)
{
	return __pa(memblock_alloc(PMD_SIZE, PMD_SIZE)) | _KERNEL_RW | _PAGE_PSE | kernel_global;
}

static void __init call_constructors(void)
{
	extern void (*__ctors_start[])(void), (*__ctors_end[])(void);

	for (void (**constructor)(void) = __ctors_start; constructor < __ctors_end; constructor++)
		(*constructor)();
}

void __init kasan_init(void)
{
	unsigned long end = (unsigned long)kasan_mem_to_shadow(high_memory);
	bool large = boot_cpu_has(X86_FEATURE_PSE) && max_low_pfn >= LARGE_PAGES_FROM;
	pgd_t entries[(KASAN_SHADOW_END - KASAN_SHADOW_START) / PMD_SIZE], *entry = entries;

	for (unsigned long addr = KASAN_SHADOW_START; addr < KASAN_SHADOW_END; addr += PMD_SIZE)
		*entry++ = large && addr + PMD_SIZE <= end ? shadow_large_page() :
							     shadow_table(addr, end);
	__memcpy(swapper_pg_dir + pgd_index(KASAN_SHADOW_START), entries, sizeof(entries));
	flush_tlb_local();
	__memset(kasan_early_shadow_page, 0, PAGE_SIZE);
	call_constructors();
	kasan_report_init();
	pr_info("KernelAddressSanitizer initialized (generic): %luk of shadow\n",
		(end - KASAN_SHADOW_START) >> 10);
}
#endif
