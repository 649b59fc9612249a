/* SPDX-License-Identifier: MIT */
/*
 * The slow word, and making allocations fail on purpose.
 *
 * While a bit of mm_slow is set, allocators leave their fast paths; while it is 0, none of what hangs
 * on it costs anything. The page allocator's fast path needs one compare for that and for the largest
 * order together: nr_fast_orders is MAX_ORDER, or 0 while mm_slow is not.
 */
#ifndef _LINUX_FAULT_INJECT_H
#define _LINUX_FAULT_INJECT_H

#include <linux/types.h>

/* An injected failure is armed: of the page allocator, of the slab allocator. */
#define MM_SLOW_FAIL_PAGE_ALLOC 1
#define MM_SLOW_FAIL_SLAB_ALLOC 2

extern unsigned int mm_slow;
extern unsigned int nr_fast_orders;

/* Sets and clears bits of the slow word. Any context. */
void set_mm_slow(unsigned int bits);
void clear_mm_slow(unsigned int bits);

/**
 * fail_nth_page_alloc() - let the n-th page allocation from now on fail
 * @n: 1 is the next one; 0 disarms
 *
 * __GFP_NOFAIL requests are neither failed nor counted. Once it has happened it is over. Any context.
 */
void fail_nth_page_alloc(unsigned long n);

/* Has the armed failure happened? */
bool fail_nth_page_alloc_done(void);

/* The same for kmalloc() and the caches, counted apart from the pages that they ask for. */
void fail_nth_slab_alloc(unsigned long n);
bool fail_nth_slab_alloc_done(void);

/* Asked by the allocators when mm_slow says so. */
bool should_fail_alloc_page(gfp_t gfp, unsigned int order);
bool should_failslab(gfp_t gfp);

#endif
