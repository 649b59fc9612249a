/* SPDX-License-Identifier: MIT */
/*
 * Reclaim: getting pages back from those who hold them only because nobody else wanted them.
 *
 * Two ask for it. kswapd is woken when a request finds every zone it may use below the low watermark,
 * and works until one of them is above high: in the background, before it hurts. A request that does not
 * find enough even above min reclaims itself (mm/page/page_slow.c): direct reclaim.
 *
 *	free pages
 *	  high  -------------------------------	kswapd stops
 *	  low   -------------------------------	kswapd starts
 *	  min   -------------------------------	ordinary requests reclaim themselves, or wait
 *	  3/8   -------------------------------	GFP_ATOMIC ends
 *	  0
 *
 * Both ask the shrinkers, gently first: at priority p a shrinker is asked for 1/2^p of what it has (a few
 * more where that is little), from p = DEF_PRIORITY up to everything at 0. What counts is not what a
 * shrinker says, but how many pages came free while it ran: what a PF_MEMALLOC task frees is counted
 * where it goes back to its zone, what it allocates on the way is taken off again.
 *
 * Unlike Linux there are no page lists to age: without files and swap nothing but caches can be taken.
 *
 * Locks: shrinker_rwsem, read while shrinkers run. Nobody waits for it on the way to memory: who does not
 * get it, somebody is registering, goes without.
 *
 * Tests: tests/mm/reclaim/vmscan_test.c.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/shrinker.h>
#include <linux/swap.h>
#include <linux/vmalloc.h>
#include <linux/vmstat.h>
#include <linux/wait.h>

#define CREATE_TRACE_POINTS
#include <trace/events/vmscan.h>

#include "mm/page/internal.h"

#define DEF_PRIORITY 12
#define SHRINK_BATCH 128
/* Direct reclaim is satisfied with so many pages: enough for the request, not the cache's end. */
#define SWAP_CLUSTER_MAX 32

static LIST_HEAD(shrinkers);
static DECLARE_RWSEM(shrinker_rwsem);

/*
 * Times in a row that kswapd found nothing at all. After some it is left alone, until direct reclaim
 * finds something or the pressure is over.
 */
#define MAX_KSWAPD_FAILURES 16
static unsigned int kswapd_failures;

void kswapd_may_try_again(void)
{
	WRITE_ONCE(kswapd_failures, 0);
}

/* ---- shrinkers ---- */

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

/* Of @freeable objects, how many to look at now. */
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

/* One round of all shrinkers. Return: objects looked at. */
static unsigned long shrink_slab(gfp_t gfp, int priority)
{
	struct shrinker *shrinker;
	unsigned long scanned = 0;

	if (!down_read_trylock(&shrinker_rwsem))
		return 0;
	list_for_each_entry(shrinker, &shrinkers, list)
		scanned += ask(shrinker, gfp, priority);
	up_read(&shrinker_rwsem);
	return scanned;
}

/*
 * One round at @priority with this task marked as reclaimer. Return: pages that came free, which is
 * what the round was worth.
 */
static unsigned long reclaim_round(gfp_t gfp, int priority, enum vm_event_item scan,
				   enum vm_event_item steal)
{
	long before, freed;

	reclaim_round_begins();
	before = current->reclaimed;
	count_vm_events(scan, shrink_slab(gfp, priority));
	freed = max(current->reclaimed - before, 0L);
	reclaim_round_ends();
	count_vm_events(steal, freed);
	return freed;
}

unsigned long try_to_free_pages(gfp_t gfp, unsigned int order)
{
	unsigned int flags = current->flags & PF_MEMALLOC;
	unsigned long wanted = max(SWAP_CLUSTER_MAX, 1 << order), freed = 0;

	trace_mm_vmscan_direct_reclaim_begin(order, gfp);
	count_vm_event(ALLOCSTALL);
	current->flags |= PF_MEMALLOC;
	for (int priority = DEF_PRIORITY; priority >= 0 && freed < wanted; priority--)
		freed += reclaim_round(gfp, priority, PGSCAN_DIRECT, PGSTEAL_DIRECT);
	current->flags = (current->flags & ~PF_MEMALLOC) | flags;
	if (freed)
		kswapd_may_try_again();
	trace_mm_vmscan_direct_reclaim_end(freed);
	return freed;
}

/* ---- kswapd ---- */

static DECLARE_WAIT_QUEUE_HEAD(kswapd_wait);

/* What kswapd has been asked for: the largest order, the highest zone. -1: nothing. */
static int kswapd_order = -1;
static enum zone_type kswapd_classzone;

/* Does some zone that the request may use stand above high? */
static bool balanced(unsigned int order, enum zone_type classzone)
{
	for (int z = classzone; z >= 0; z--) {
		struct zone *zone = &contig_page_data.node_zones[z];

		if (populated_zone(zone) &&
		    zone_watermark_ok(zone, order, high_wmark_pages(zone), classzone, 0))
			return true;
	}
	return false;
}

static noinline void ask_kswapd(gfp_t gfp, unsigned int order)
{
	enum zone_type classzone = gfp_zone(gfp);

	kswapd_classzone = kswapd_order < 0 ? classzone : max(kswapd_classzone, classzone);
	WRITE_ONCE(kswapd_order, max(kswapd_order, (int)order));
	if (!waitqueue_active(&kswapd_wait))
		return;
	trace_mm_vmscan_wakeup_kswapd(0, order, gfp);
	wake_up_interruptible(&kswapd_wait);
}

void wakeup_kswapd(gfp_t gfp, unsigned int order)
{
	if (READ_ONCE(kswapd_failures) < MAX_KSWAPD_FAILURES)
		ask_kswapd(gfp, order);
}

void wakeup_kswapd_for_vfree(void)
{
	wake_up_interruptible(&kswapd_wait);
}

/* Harder and harder until there is enough, or there is nothing to take even at the hardest. */
static void balance(unsigned int order, enum zone_type classzone)
{
	int priority = DEF_PRIORITY;
	unsigned long sum = 0;

	count_vm_event(PAGEOUTRUN);
	while (priority >= 0 && !balanced(order, classzone)) {
		unsigned long freed =
			reclaim_round(GFP_KERNEL, priority, PGSCAN_KSWAPD, PGSTEAL_KSWAPD);

		if (freed < SWAP_CLUSTER_MAX)
			priority--;
		sum += freed;
		cond_resched();
	}
	WRITE_ONCE(kswapd_failures, sum || priority >= 0 ? 0 : kswapd_failures + 1);
}

static bool kswapd_has_work(void)
{
	return READ_ONCE(kswapd_order) >= 0 || vfree_is_due();
}

int kswapd(void *unused)
{
	current->flags |= PF_MEMALLOC | PF_KSWAPD;
	/* Or those who want memory would run on to min before it had its turn. */
	set_user_nice(current, MIN_NICE);
	for (;;) {
		int order;

		if (!kswapd_has_work())
			trace_mm_vmscan_kswapd_sleep(0);
		wait_event_interruptible(kswapd_wait, kswapd_has_work());
		vfree_drain();
		order = kswapd_order;
		if (order < 0)
			continue;
		trace_mm_vmscan_kswapd_wake(0, order);
		WRITE_ONCE(kswapd_order, -1);
		balance(order, kswapd_classzone);
	}
	return 0;
}
