/* SPDX-License-Identifier: MIT */
/*
 * Reclaim: getting pages back from caches, which hold them only as long as nobody else wants them.
 *
 * It is done by two kinds of tasks. kswapd is woken when a request finds every zone that it may use below the
 * low watermark, and works in the background until one of them is above high. A request that does not find
 * enough even above min reclaims by itself (mm/page/page_slow.c): direct reclaim.
 *
 *	free pages
 *	  high  -------------------------------	kswapd stops
 *	  low   -------------------------------	kswapd starts
 *	  min   -------------------------------	ordinary requests reclaim by themselves, or wait
 *	  3/8   -------------------------------	GFP_ATOMIC ends
 *	  0
 *
 * Both ask the shrinkers (mm/page/shrinker.c) for few objects first: at priority p for 1/2^p of what they
 * have, from p = DEF_PRIORITY to everything at 0. What counts is not what a shrinker says, but how many pages
 * came free while it ran: the pages that a PF_MEMALLOC task frees are counted when they go back to their
 * zone, and those that it allocates meanwhile are subtracted.
 *
 * Linux also has lists of pages that age. Here, without a writable file system and swap, only caches can be
 * taken.
 *
 * The page allocator must not use this folder, and reaches it through reclaim_ops.
 *
 * Tests: tests/mm/reclaim/vmscan_test.c.
 */
#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/swap.h>
#include <linux/vmalloc.h>
#include <linux/vmstat.h>
#include <linux/wait.h>

#include <trace/events/vmscan.h>

#include "mm/page/internal.h"
#include "mm/page/reclaim.h"

#define DEF_PRIORITY 12
/* Direct reclaim ends after this many pages: enough for the request, and the caches keep the rest. */
#define SWAP_CLUSTER_MAX 32

static pg_data_t *const pgdat = &contig_page_data;

/* One round at @priority; this task has PF_MEMALLOC. Return: how many pages came free. */
static unsigned long reclaim_round(gfp_t gfp, int priority, enum vm_event_item scan,
				   enum vm_event_item steal)
{
	long before, freed;

	VM_BUG_ON(!(current->flags & PF_MEMALLOC));
	reclaim_round_begins();
	before = current->reclaimed;
	count_vm_events(scan, shrink_slab(gfp, priority));
	freed = max(current->reclaimed - before, 0L);
	reclaim_round_ends();
	count_vm_events(steal, freed);
	return freed;
}

static unsigned long try_to_free_pages(gfp_t gfp, unsigned int order)
{
	unsigned long wanted = max(SWAP_CLUSTER_MAX, 1 << order), freed = 0;

	VM_BUG_ON(order >= MAX_ORDER || !gfpflags_allow_blocking(gfp));
	VM_BUG_ON(!in_task() || current->flags & PF_MEMALLOC);
	trace_mm_vmscan_direct_reclaim_begin(order, gfp);
	count_vm_event(ALLOCSTALL);
	fs_reclaim_acquire(gfp);
	current->flags |= PF_MEMALLOC;
	for (int priority = DEF_PRIORITY; priority >= 0 && freed < wanted; priority--)
		freed += reclaim_round(gfp, priority, PGSCAN_DIRECT, PGSTEAL_DIRECT);
	current->flags &= ~PF_MEMALLOC;
	fs_reclaim_release(gfp);
	if (freed)
		WRITE_ONCE(pgdat->kswapd_failures, 0);
	trace_mm_vmscan_direct_reclaim_end(freed);
	return freed;
}

/* ---- kswapd ---- */

/* Is some zone that the request may use above its high watermark? */
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

/* If somebody has freed pages meanwhile, and set it back, that counts more. */
static void note_failure(void)
{
	unsigned int failures = READ_ONCE(pgdat->kswapd_failures);

	cmpxchg(&pgdat->kswapd_failures, failures, failures + 1);
}

/*
 * Round by round, with more and more objects, until there is enough or even the last priority finds nothing.
 */
static void balance(unsigned int order, enum zone_type classzone)
{
	int priority = DEF_PRIORITY;
	unsigned long sum = 0;

	count_vm_event(PAGEOUTRUN);
	fs_reclaim_acquire(GFP_KERNEL);
	while (priority >= 0 && !balanced(order, classzone)) {
		unsigned long freed =
			reclaim_round(GFP_KERNEL, priority, PGSCAN_KSWAPD, PGSTEAL_KSWAPD);

		if (freed < SWAP_CLUSTER_MAX)
			priority--;
		sum += freed;
		cond_resched();
	}
	fs_reclaim_release(GFP_KERNEL);
	if (sum || priority >= 0)
		WRITE_ONCE(pgdat->kswapd_failures, 0);
	else
		note_failure();
}

static bool kswapd_has_work(void)
{
	return atomic_read(&pgdat->kswapd_requests) || vfree_is_due();
}

int kswapd(void *unused)
{
	current->flags |= PF_MEMALLOC | PF_KSWAPD;
	/* Else the tasks that allocate would take what is above min before kswapd has its turn. */
	set_user_nice(current, MIN_NICE);
	for (;;) {
		int requests, order;

		if (!kswapd_has_work())
			trace_mm_vmscan_kswapd_sleep(0);
		wait_event_interruptible(kswapd_wait, kswapd_has_work());
		vfree_drain();
		requests = atomic_xchg(&pgdat->kswapd_requests, 0);
		if (!requests)
			continue;
		order = __fls(requests % (1 << KSWAPD_ZONE_SHIFT));
		trace_mm_vmscan_kswapd_wake(0, order);
		balance(order, __fls(requests >> KSWAPD_ZONE_SHIFT));
	}
	return 0;
}

static int __init reclaim_init(void)
{
	reclaim_ops.try_to_free_pages = try_to_free_pages;
	return 0;
}
core_initcall(reclaim_init);
