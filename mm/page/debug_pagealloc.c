// SPDX-License-Identifier: MIT
/*
 * Free pages of lowmem are not mapped, in a DEBUG=1 build: who still has a pointer to one faults in the act, and the fault's
 * report says who allocated and who freed it.
 *
 *	BUG: unable to handle page fault for address: c1234010
 *	...
 *	use after free of a page: c1234010 lies in a page that is free
 *	page_owner tracks the page as freed
 *	...
 *
 * For this the linear map consists of 4 KiB pages (mm/boot/pgtable.c). Unmapping takes the bit "present" away from entries of
 * tables that all address spaces share; the rest of the entry stays. debug_pagealloc=off leaves all mapped, by 4 MiB pages.
 *
 * Whoever looks at memory of any kind, as the monitor does, does so by peek_kernel(), for which a page that is not there is no
 * harm.
 *
 * Tests: tests/mm/page/debug_pagealloc_test.c; uses after free alone, each in its own VM: tests/boot/test_debug_build.py.
 */
#ifdef CONFIG_DEBUG_PAGEALLOC
#include <asm/pgtable.h>
#include <asm/tlbflush.h>
#include <linux/mm.h>
#include <linux/page_owner.h>
#include <linux/printk.h>

#include "page_hooks.h"

/* For more pages than that, forgetting all translations is cheaper than forgetting each. */
#define FLUSH_ONE_MAX 32

/* All entries of a block are in one table. */
void __kernel_map_pages(struct page *page, int numpages, int enable)
{
	unsigned long addr;
	pte_t *pte, *end;

	if (PageHighMem(page))
		return;
	addr = (unsigned long)lowmem_page_address(page);
	pte = kernel_pte(addr);
	for (end = pte + numpages; pte < end; pte++)
		*pte = enable ? *pte | _PAGE_PRESENT : *pte & ~_PAGE_PRESENT;
	if (enable) /* nothing is to be forgotten: what is not present is in no TLB */
		return;
	if (numpages > FLUSH_ONE_MAX)
		flush_tlb_all();
	else
		while (numpages--)
			flush_tlb_one(addr + numpages * PAGE_SIZE);
}

void describe_lowmem_address(unsigned long addr)
{
	const struct page *page;

	if (!virt_addr_valid((void *)addr) || !debug_pagealloc_enabled())
		return;
	page = virt_to_page(addr);
	if (*kernel_pte(addr) & _PAGE_PRESENT || PageReserved(page))
		return;
	pr_alert("use after free of a page: %08lx lies in a page that is free\n", addr);
	dump_page_owner(page);
}
#endif
