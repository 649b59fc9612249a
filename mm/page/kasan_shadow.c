/* SPDX-License-Identifier: MIT */
/*
 * KASAN's shadow of the vmalloc window, in a build with SAN=addr: pages of its own for the addresses that are in use. One page of
 * shadow is that of 8 pages of the window.
 *
 *	window	| area | guard |   area    |  nothing	   | area ...
 *	shadow	|	own page	   | page of zeros | own page
 *
 * A new page says that nothing may be touched; then the area that was mapped is allowed, and forbidden again as it is freed. The
 * page goes with the last area, dead and spare ones included, that reaches into its 32 KiB.
 *
 * Locks: shadow_lock, for the entries; inside mm/vmalloc's lock of areas where a page goes. Tasks only.
 *
 * Tests: tests/lib/kasan_test.c, in a SAN=addr build.
 */
#ifdef CONFIG_KASAN
#include <asm/pgtable.h>
#include <asm/tlbflush.h>
#include <k896/kasan.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kasan.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/spinlock.h>
#include <linux/string.h>

static DEFINE_SPINLOCK(shadow_lock);
static unsigned long nr_pages; /* shadow_lock */

unsigned long kasan_shadow_pages(void)
{
	return nr_pages;
}

static pte_t zero_entry(void)
{
	return __pa(kasan_early_shadow_page) | _KERNEL_RO;
}

static bool has_own_page(unsigned long shadow)
{
	return pte_pfn(*kernel_pte(shadow)) != __pa(kasan_early_shadow_page) >> PAGE_SHIFT;
}

static int add_page(unsigned long shadow)
{
	unsigned long page = __get_free_page(GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN);

	if (!page)
		return -ENOMEM;
	__memset((void *)page, KASAN_VMALLOC_INVALID, PAGE_SIZE);
	spin_lock(&shadow_lock);
	if (!has_own_page(shadow)) {
		*kernel_pte(shadow) = __pa(page) | _KERNEL_RW | kernel_global;
		nr_pages++;
		flush_tlb_all(); /* the entry of the page of zeros */
		page = 0;
	}
	spin_unlock(&shadow_lock);
	free_page(page); /* another task was faster */
	return 0;
}

/* The pages of shadow for [addr, addr + size): the first, and behind the last. */
static unsigned long first_shadow(unsigned long addr)
{
	return (unsigned long)kasan_mem_to_shadow((void *)addr) & PAGE_MASK;
}

static unsigned long end_of_shadow(unsigned long addr, unsigned long size)
{
	return first_shadow(addr + size - 1) + PAGE_SIZE;
}

int kasan_populate_vmalloc(unsigned long addr, unsigned long size)
{
	for (unsigned long s = first_shadow(addr); s < end_of_shadow(addr, size); s += PAGE_SIZE)
		if (!has_own_page(s) && add_page(s))
			return -ENOMEM;
	return 0;
}

static void remove_page(unsigned long shadow)
{
	unsigned long page;

	spin_lock(&shadow_lock);
	page = (unsigned long)__va(*kernel_pte(shadow) & PAGE_MASK);
	*kernel_pte(shadow) = zero_entry();
	nr_pages--;
	flush_tlb_all();
	spin_unlock(&shadow_lock);
	free_page(page);
}

/* Pages that cover a byte of [start, end) and none outside of [free_start, free_end). */
void kasan_release_vmalloc(unsigned long start, unsigned long end, unsigned long free_start,
			   unsigned long free_end)
{
	unsigned long covered = KASAN_GRANULE_SIZE * PAGE_SIZE; /* by one page */
	unsigned long from = max(first_shadow(start), first_shadow(free_start + covered - 1));
	unsigned long to = min(end_of_shadow(start, end - start), first_shadow(free_end));

	for (unsigned long s = from; s < to; s += PAGE_SIZE)
		if (has_own_page(s))
			remove_page(s);
}

void *kasan_unpoison_vmalloc(const void *start, unsigned long size)
{
	kasan_unpoison(start, size);
	return (void *)start;
}

void kasan_poison_vmalloc(const void *start, unsigned long size)
{
	kasan_poison(start, size, KASAN_VMALLOC_INVALID);
}
#endif
