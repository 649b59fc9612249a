/* SPDX-License-Identifier: MIT */
/*
 * A cache of computed blocks: each is a page of numbers that depend on nothing but the number of the block.
 * A block that is asked for again soon need not be computed again, and when memory is short its page is taken
 * back. It stands for the page cache of a kernel with disks, from which reclaim takes most. Not in Linux.
 */
#ifndef _K896_BLOCKCACHE_H
#define _K896_BLOCKCACHE_H

#include <linux/types.h>

/**
 * blockcache_read() - the sum of a block's numbers
 * @nr: which block
 * @sum: set on success
 *
 * The block is found in the cache, or computed and kept. Without memory to keep it, it is computed all the
 * same. Context: task, may sleep; not while reclaiming.
 * Return: 1 if it was in the cache, 0 if it was computed and kept, -ENOMEM if it was computed and not kept.
 */
int blockcache_read(u32 nr, u32 *sum);

/* The sum that blockcache_read() must find. Any context. */
u32 blockcache_expected(u32 nr);

/* Blocks in the cache now; blocks taken back by reclaim since boot. Any context. */
unsigned long blockcache_blocks(void);
unsigned long blockcache_shrunk(void);

/* Frees all blocks. Task. */
void blockcache_drop(void);

#endif
