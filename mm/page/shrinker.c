/* SPDX-License-Identifier: MIT */
/*
 * The caches that can give memory back (linux/shrinker.h): each is registered here, and reclaim asks them all
 * (mm/reclaim/vmscan.c). At priority p a shrinker is asked for 1/2^p of what it has, or for one object when that is 0.
 *
 * Locks: shrinker_rwsem, held for reading while shrinkers run. Reclaim never waits for it: a round that does not get
 * it, because a shrinker is being registered, does nothing.
 *
 * Tests: tests/mm/reclaim/vmscan_test.c.
 */
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/mmdebug.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/shrinker.h>

#include "reclaim.h"

#define SHRINK_BATCH 128

static LIST_HEAD(shrinkers); /* shrinker_rwsem */
static DECLARE_RWSEM(shrinker_rwsem);

int register_shrinker(struct shrinker *shrinker, const char *name)
{
	if (!shrinker->count_objects || !shrinker->scan_objects)
		return -EINVAL;
	shrinker->name = name;
	down_write(&shrinker_rwsem); /* says might_sleep() */
	list_add_tail(&shrinker->list, &shrinkers);
	up_write(&shrinker_rwsem);
	return 0;
}

void unregister_shrinker(struct shrinker *shrinker)
{
	if (!shrinker->name)
		return;
	down_write(&shrinker_rwsem);
	list_del(&shrinker->list);
	up_write(&shrinker_rwsem);
	shrinker->name = NULL;
}

/* How many of @freeable objects to look at now. */
static unsigned long share_of(const struct shrinker *shrinker, unsigned long freeable, int priority)
{
	u64 share;

	if (!shrinker->seeks)
		return freeable / 2;
	share = div_u64((u64)(freeable >> priority) * 4, shrinker->seeks);
	return min_t(u64, share + (freeable >> priority ? 0 : 1), freeable);
}

/* Asks in batches until the share has been looked at. Return: objects looked at. */
static unsigned long ask(struct shrinker *shrinker, gfp_t gfp, int priority)
{
	struct shrink_control sc = { .gfp_mask = gfp };
	unsigned long freeable = shrinker->count_objects(shrinker, &sc), left, scanned = 0;
	unsigned long batch = shrinker->batch ?: SHRINK_BATCH;

	if (!freeable || freeable == SHRINK_EMPTY)
		return 0;
	for (left = share_of(shrinker, freeable, priority); left;
	     left -= min(left, sc.nr_scanned)) {
		sc.nr_to_scan = sc.nr_scanned = min(left, batch);
		if (shrinker->scan_objects(shrinker, &sc) == SHRINK_STOP || !sc.nr_scanned)
			break;
		scanned += sc.nr_scanned;
		cond_resched();
	}
	return scanned;
}

unsigned long shrink_slab(gfp_t gfp, int priority)
{
	struct shrinker *shrinker;
	unsigned long scanned = 0;

	VM_BUG_ON(!(current->flags & PF_MEMALLOC) || priority < 0);
	if (!down_read_trylock(&shrinker_rwsem))
		return 0;
	list_for_each_entry(shrinker, &shrinkers, list)
		scanned += ask(shrinker, gfp, priority);
	up_read(&shrinker_rwsem);
	return scanned;
}
