/* SPDX-License-Identifier: MIT */
/*
 * A cache of computed blocks: a page of numbers that depend on nothing but the block's own. Whoever
 * asks again soon is spared the computing; whoever needs the memory more can have it. It stands for the
 * page cache of a kernel with files: what reclaim lives on. Not in Linux.
 */
#ifndef _K896_BLOCKCACHE_H
#define _K896_BLOCKCACHE_H

#include <linux/types.h>

/**
 * blockcache_read() - the sum of a block's numbers
 * @nr: which block
 * @sum: set on success
 *
 * Served from the cache, or computed and kept. Where there is no memory to keep it, it is computed all
 * the same. Context: task, may sleep; not while reclaiming.
 * Return: 1 if it was in the cache, 0 if it was computed and kept, -ENOMEM if computed and not kept.
 */
int blockcache_read(u32 nr, u32 *sum);

/* What blockcache_read() must answer. Any context. */
u32 blockcache_expected(u32 nr);

/* Blocks in the cache now; blocks taken back by reclaim since boot. Any context. */
unsigned long blockcache_blocks(void);
unsigned long blockcache_shrunk(void);

/* Forgets everything. Task. */
void blockcache_drop(void);

#endif
