/* SPDX-License-Identifier: MIT */
/*
 * The top of the address space: the end of vmalloc, kmap's window, and single pages at addresses known
 * at compile time. Slot n lies n + 1 pages below 4 GiB; the last page is never mapped, so that a
 * pointer just below NULL faults.
 */
#ifndef _ASM_FIXMAP_H
#define _ASM_FIXMAP_H

#include <asm/page_types.h>

#define VMALLOC_OFFSET (8UL << 20) /* hole behind the linear map: a stray pointer faults */
#define VMALLOC_START                                                                              \
	(((unsigned long)high_memory + 2 * VMALLOC_OFFSET - 1) & ~(VMALLOC_OFFSET - 1))
#define VMALLOC_END (PKMAP_BASE - 2 * PAGE_SIZE)

#define PKMAP_BASE 0xFF800000UL
#define LAST_PKMAP 1024

#define FIXADDR_TOP 0xFFFFF000UL

/* kmap_atomic() slots for each CPU: nesting of task, softirq, hardirq, and copies that need two. */
#define KM_MAX_IDX 16

/* In a SAN=addr build an empty one lies between any two, so that running over the end of a window ends in no other. */
#ifdef CONFIG_KASAN
#define KM_INCR 2
#else
#define KM_INCR 1
#endif

enum fixed_addresses {
	FIX_HOLE,
	FIX_KMAP_BEGIN,
	FIX_KMAP_END = FIX_KMAP_BEGIN + KM_MAX_IDX * KM_INCR - 1,
	__end_of_fixed_addresses,
};

#define FIXADDR_SIZE  ((unsigned long)__end_of_fixed_addresses << PAGE_SHIFT)
#define FIXADDR_START (FIXADDR_TOP - FIXADDR_SIZE)

#define __fix_to_virt(slot) (FIXADDR_TOP - ((unsigned long)(slot) << PAGE_SHIFT))

#endif
