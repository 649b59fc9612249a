/* SPDX-License-Identifier: MIT */
/*
 * Short windows onto high memory: a stack of fixmap slots per CPU. An interrupt handler that maps on
 * top of an interrupted mapping takes the next slots and leaves the stack as it found it.
 *
 * Tests: tests/mm/highmem_test.c.
 */
#include <asm/fixmap.h>
#include <asm/pgtable.h>
#include <linux/bug.h>
#include <linux/highmem.h>
#include <linux/percpu.h>
#include <linux/preempt.h>

#include "internal.h"

static DEFINE_PER_CPU(unsigned int, depth);

void *page_address(const struct page *page)
{
	return PageHighMem(page) ? NULL : lowmem_page_address(page);
}

void *kmap_atomic(struct page *page)
{
	unsigned int slot;

	preempt_disable();
	if (!PageHighMem(page))
		return lowmem_page_address(page);
	slot = FIX_KMAP_BEGIN + depth;
	this_cpu_inc(depth);
	BUG_ON(slot > FIX_KMAP_END);
	set_fixmap_pte(slot, page_to_phys(page) | _KERNEL_RW);
	return (void *)__fix_to_virt(slot);
}

void kunmap_atomic(const void *addr)
{
	if ((unsigned long)addr >= FIXADDR_START) {
		unsigned int slot = FIX_KMAP_BEGIN + depth - 1;

		WARN(__fix_to_virt(slot) != (unsigned long)addr, "kunmap_atomic: %px is not the last one mapped\n", addr);
		set_fixmap_pte(slot, 0);
		this_cpu_dec(depth);
	}
	preempt_enable();
}
