/* SPDX-License-Identifier: MIT */
/*
 * Shrinkers: caches that give memory back when it is short. Called by kswapd and by allocations that found
 * nothing (mm/page/shrinker.c, mm/reclaim/vmscan.c).
 */
#ifndef _LINUX_SHRINKER_H
#define _LINUX_SHRINKER_H

#include <linux/compiler.h>
#include <linux/limits.h>
#include <linux/types.h>

/* What is asked of a shrinker, and what it did. */
struct shrink_control {
	gfp_t gfp_mask;		  /* of the allocation that needs memory */
	unsigned long nr_to_scan; /* look at this many objects */
	unsigned long
		nr_scanned; /* in: nr_to_scan; a shrinker that looked at another number says so */
};

#define SHRINK_STOP   (~0UL)	 /* scan_objects: could make no progress now, do not ask again */
#define SHRINK_EMPTY  (~0UL - 1) /* count_objects: there is nothing at all */
#define DEFAULT_SEEKS 2

/**
 * struct shrinker - a cache that can give memory back
 * @count_objects: how many objects could be freed; 0 or SHRINK_EMPTY for none. Fast; an estimate is enough
 * @scan_objects: looks at sc->nr_to_scan objects and frees what it can. Return: objects freed, or
 *	SHRINK_STOP. Progress is the number of pages that come free, not this number
 * @seeks: what it costs to make an object again; 0 is nothing: then up to a half is asked for at once
 * @batch: objects for each call; 0 means 128
 *
 * Both are called from tasks that hold no lock; they may sleep, and may allocate: the task is PF_MEMALLOC
 * meanwhile, so that its allocations may use all reserves and do not reclaim in turn.
 */
struct shrinker {
	unsigned long (*count_objects)(struct shrinker *shrinker, struct shrink_control *sc);
	unsigned long (*scan_objects)(struct shrinker *shrinker, struct shrink_control *sc);
	long batch;
	int seeks;
	/* of mm/page/shrinker.c, under its lock */
	const char *name;
	struct list_head list;
};

/**
 * register_shrinker() - let reclaim use the cache
 * @shrinker: stays the caller's, and in place until it is unregistered
 * @name: shown in reports (Linux: a format)
 *
 * Context: task, may sleep. Return: 0, or -EINVAL where a function is missing.
 */
int register_shrinker(struct shrinker *shrinker, const char *name);

/*
 * When this returns, no function of the shrinker runs, and none will be called. Task, may sleep. Does nothing if it is
 * not registered.
 */
void unregister_shrinker(struct shrinker *shrinker);

#endif
