/* SPDX-License-Identifier: MIT */
/*
 * Between the page allocator and reclaim, which is to the right of it (mm/reclaim): what the page allocator asks for,
 * and what reclaim needs to know.
 */
#ifndef _MM_PAGE_RECLAIM_H
#define _MM_PAGE_RECLAIM_H

#include <linux/mmzone.h>
#include <linux/types.h>

/**
 * struct reclaim_ops - what is done for a request that finds no page
 * @try_to_free_pages: direct reclaim. Not from within reclaim (PF_MEMALLOC). Return: pages that came free, 0 when there
 *	is nothing to reclaim
 * @out_of_memory: the last resort, when nothing could be reclaimed for a request that must not fail. Return: true when
 *	memory was freed or will be, so that the request is tried again; false: it waits until a page is freed
 *
 * Both: task, may sleep. Set at boot; before that nothing comes free.
 */
struct reclaim_ops {
	unsigned long (*try_to_free_pages)(gfp_t gfp, unsigned int order);
	bool (*out_of_memory)(gfp_t gfp, unsigned int order);
};
extern struct reclaim_ops reclaim_ops; /* page_slow.c */

/* shrinker.c: one round of all shrinkers. Task that is PF_MEMALLOC, may sleep. Return: objects looked at. */
unsigned long shrink_slab(gfp_t gfp, int priority);

/*
 * page_slow.c: before and after a round of reclaim: every page that is freed in between is counted by pages_came_back().
 * A task that is PF_MEMALLOC.
 */
void reclaim_round_begins(void);
void reclaim_round_ends(void);

#endif
