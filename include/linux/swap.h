/* SPDX-License-Identifier: MIT */
/* Reclaim, as the page allocator and boot use it. The name is Linux's; there is no swap here. */
#ifndef _LINUX_SWAP_H
#define _LINUX_SWAP_H

#include <linux/mmzone.h>
#include <linux/types.h>

/* Wakes kswapd, which works until a zone that @gfp may use is above high for @order. Any context. */
void wakeup_kswapd(gfp_t gfp, unsigned int order);

/* kswapd sleeps here until it is asked for something, or vfree() has left work for it. */
extern struct wait_queue_head kswapd_wait;

/* The thread; start_kernel() starts it. */
int kswapd(void *unused);

#endif
