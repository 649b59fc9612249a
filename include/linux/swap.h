/* SPDX-License-Identifier: MIT */
/* Reclaim, as the page allocator and boot see it. The name is Linux's; there is no swap here. */
#ifndef _LINUX_SWAP_H
#define _LINUX_SWAP_H

#include <linux/mmzone.h>
#include <linux/types.h>

/**
 * try_to_free_pages() - direct reclaim
 * @gfp: of the request
 * @order: of the request
 *
 * Context: task, may sleep; not from within reclaim (PF_MEMALLOC).
 * Return: pages that came free, 0 when there is nothing to take.
 */
unsigned long try_to_free_pages(gfp_t gfp, unsigned int order);

/* Lets kswapd work until a zone that @gfp may use is above high for @order. Any context. */
void wakeup_kswapd(gfp_t gfp, unsigned int order);

/* Something has changed: kswapd may find what it did not find before. Any context. */
void kswapd_may_try_again(void);

/* Lets kswapd call vfree_drain(). Any context. */
void wakeup_kswapd_for_vfree(void);

/* The thread; start_kernel() starts it. */
int kswapd(void *unused);

/**
 * oom_hook - the last resort
 *
 * Asked when a request that must not fail has found nothing to reclaim, before it waits for somebody to
 * free. True: memory was or will be set free, try again. NULL: nobody can. Task, may sleep.
 */
extern bool (*oom_hook)(gfp_t gfp, unsigned int order);

#endif
