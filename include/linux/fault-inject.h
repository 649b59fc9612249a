/* SPDX-License-Identifier: MIT */
/*
 * The slow word, and making allocations fail on purpose.
 *
 * Each allocator tests mm_slow once on its fast path. While it is 0, none of what hangs on it costs
 * anything more.
 */
#ifndef _LINUX_FAULT_INJECT_H
#define _LINUX_FAULT_INJECT_H

#include <linux/types.h>

#define MM_SLOW_FAIL_PAGE_ALLOC 1 /* an injected failure of the page allocator is armed */

extern unsigned int mm_slow;

/**
 * fail_nth_page_alloc() - let the n-th page allocation from now on fail
 * @n: 1 is the next one; 0 disarms
 *
 * __GFP_NOFAIL requests are neither failed nor counted. Once it has happened it is over. Any context.
 */
void fail_nth_page_alloc(unsigned long n);

/* Has the armed failure happened? */
bool fail_nth_page_alloc_done(void);

/* Asked by the page allocator when mm_slow says so. */
bool should_fail_alloc_page(gfp_t gfp, unsigned int order);

#endif
