/* SPDX-License-Identifier: MIT */
/*
 * The slow word: one word that takes the allocators off their fast paths.
 *
 * Failures on demand, trace points and the like each have a bit in mm_slow. While it is 0, none of what
 * hangs on it costs anything, because the fast paths test nothing that they would not test anyway:
 *
 *	page allocation	order >= nr_fast_orders		the largest order, or 0 while mm_slow is not
 *	page free	outside fast_map_size		the size of mem_map, or 0 while frees are watched
 *	kmalloc and co.	mm_slow != 0			the one compare that is there for it
 *	kfree and co.	kmem_cache->limit		of each cache, 0 while frees are watched (mm/slab/slab.h)
 *
 * The slow paths then look which bit it was.
 */
#ifndef _K896_MM_SLOW_H
#define _K896_MM_SLOW_H

#include <linux/compiler.h>
#include <linux/types.h>

/* An injected failure is armed: of the page allocator, of the slab allocator. */
#define MM_SLOW_FAIL_PAGE_ALLOC 1
#define MM_SLOW_FAIL_SLAB_ALLOC 2
/* Some trace point of the allocators is on: frees are watched. */
#define MM_SLOW_TRACE 4

extern unsigned int mm_slow;
extern unsigned int nr_fast_orders;
extern unsigned long fast_map_size;

/* mm_slow != 0, in two instructions. */
static __always_inline bool mm_is_slow(void)
{
	bool slow;

	asm volatile("cmpl $0, %1" : "=@ccne"(slow) : "m"(mm_slow));
	return slow;
}

/* Sets and clears bits of the slow word. Any context. */
void set_mm_slow(unsigned int bits);
void clear_mm_slow(unsigned int bits);

#endif
