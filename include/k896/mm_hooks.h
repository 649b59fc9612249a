/* SPDX-License-Identifier: MIT */
/*
 * mm_hooks: one word that takes the allocators off their fast paths.
 *
 * Failures on demand, trace points and the like each have a bit in it. While it is 0 they cost nothing,
 * because the fast paths test nothing that they would not test anyway:
 *
 *	page allocation	order >= nr_fast_orders		MAX_ORDER, or 0 while a bit is set
 *	page free	outside fast_map_size		the size of mem_map, or 0 while frees are watched
 *	kmalloc and co.	mm_hooks != 0			the one compare that is there for it
 *	kfree and co.	kmem_cache->limit		of each cache, 0 while frees are watched (mm/slab/slab.h)
 *
 * The slow paths then look which bit it was. Linux has a static key for each such feature: it patches the
 * code of the fast path when the feature is switched on (static_branch_unlikely()).
 */
#ifndef _K896_MM_HOOKS_H
#define _K896_MM_HOOKS_H

#include <linux/compiler.h>
#include <linux/types.h>

/* An injected failure is armed: of the page allocator, of the slab allocator. */
#define MM_HOOK_FAIL_PAGE_ALLOC 1
#define MM_HOOK_FAIL_SLAB_ALLOC 2
/* Some trace point of the allocators is on: frees are watched. */
#define MM_HOOK_TRACE 4
#define MM_HOOK_ALL   (MM_HOOK_FAIL_PAGE_ALLOC | MM_HOOK_FAIL_SLAB_ALLOC | MM_HOOK_TRACE)

extern unsigned int mm_hooks;
extern unsigned int nr_fast_orders;
extern unsigned long fast_map_size;

/*
 * The plain form is "return mm_hooks != 0". GCC loads the word into a register for that, tests it and jumps;
 * a compare with the word in memory needs no register, and one instruction less in kmalloc().
 */
static __always_inline bool mm_hooks_enabled(void)
{
	bool enabled;

	asm volatile("cmpl $0, %1" : "=@ccne"(enabled) : "m"(mm_hooks));
	return enabled;
}

/* Sets and clears MM_HOOK_* bits. Any context. Linux: static_branch_enable() and static_branch_disable(). */
void mm_hooks_enable(unsigned int bits);
void mm_hooks_disable(unsigned int bits);

#endif
