/* SPDX-License-Identifier: MIT */
/*
 * Shrinkers: caches that give memory back when it is short. Called by kswapd and by allocations that
 * found nothing (mm/reclaim/vmscan.c).
 */
#ifndef _LINUX_SHRINKER_H
#define _LINUX_SHRINKER_H

#include <linux/compiler.h>
#include <linux/limits.h>
#include <linux/types.h>

/* What is asked of a shrinker, and what it did. */
struct shrink_control {
	gfp_t gfp_mask;		  /* of the allocation for whose sake this happens */
	unsigned long nr_to_scan; /* look at so many objects */
	unsigned long
		nr_scanned; /* in: nr_to_scan; a shrinker that looked at another number says so */
};

#define SHRINK_STOP   (~0UL)	 /* scan_objects: could make no progress now, do not ask again */
#define SHRINK_EMPTY  (~0UL - 1) /* count_objects: there is nothing at all */
#define DEFAULT_SEEKS 2

/**
 * struct shrinker - a cache with something to give
 * @count_objects: how many objects could be freed; 0 or SHRINK_EMPTY for none. Cheap; an estimate will do
 * @scan_objects: looks at sc->nr_to_scan objects and frees what it can. Return: objects freed, or
 *	SHRINK_STOP. What counts as progress are the pages that come free, not this number
 * @seeks: what an object costs to make again; 0 is nothing: then as much as half is asked for at once
 * @batch: objects a call; 0 is 128
 *
 * Both are called from tasks that hold no lock; they may sleep, and may allocate: the task is
 * PF_MEMALLOC meanwhile, so that this reaches all reserves and never shrinks anything in turn.
 */
struct shrinker {
	unsigned long (*count_objects)(struct shrinker *shrinker, struct shrink_control *sc);
	unsigned long (*scan_objects)(struct shrinker *shrinker, struct shrink_control *sc);
	long batch;
	int seeks;
	/* mm/reclaim/vmscan.c's, under its lock */
	const char *name;
	struct list_head list;
};

/**
 * register_shrinker() - let the cache be asked
 * @shrinker: the caller's, until it is unregistered
 * @name: shown in reports (Linux: a format)
 *
 * Context: task, may sleep. Return: 0, or -EINVAL where a function is missing.
 */
int register_shrinker(struct shrinker *shrinker, const char *name);

/* Afterwards nobody is in it, and nobody will be. Task, may sleep. Nothing happens if it is not registered. */
void unregister_shrinker(struct shrinker *shrinker);

#endif
