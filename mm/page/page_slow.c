/* SPDX-License-Identifier: MIT */
/*
 * The slow path of the page allocator: what a request does when its preferred zone is not above its low
 * watermark.
 *
 *	1  the other zones it may use, each above low (and its lowmem_reserve)
 *	2  wake kswapd; zones below low are reclaim_active from now on (linux/mmzone.h)
 *	3  deeper: to min; __GFP_HIGH to a half of it, __GFP_ATOMIC to 3/8, PF_MEMALLOC to the last page.
 *	   For a request that must not sleep, failure follows
 *	4  direct reclaim, and 3 again
 *	5  try again? It depends on the flags:
 *
 *		__GFP_NORETRY		 no
 *		order above 3		 no, unless __GFP_RETRY_MAYFAIL or __GFP_NOFAIL
 *		__GFP_RETRY_MAYFAIL	 while reclaim makes progress, and 16 times without
 *		all others		 as long as it takes: out_of_memory, then sleep until a page is freed
 *		a victim of the OOM killer	 no: it may use the zone down to 3/8 of min, then it exits
 *
 *	6  failure, reported unless __GFP_NOWARN
 *
 * Waiting. Tasks that wait are in one queue, in the order in which they came, keep their place until they have
 * a page, and get pages in that order. Under pressure (zone->reclaim_active) every free goes straight to its
 * zone and wakes the first task; that one wakes the next if there is more. A task that waits also tries again
 * every HZ / 10, because a cache may have become reclaimable although no page was freed.
 *
 * In a context that must not sleep, a request with __GFP_DIRECT_RECLAIM, which has been reported, is treated
 * like GFP_NOWAIT.
 *
 * Tests: tests/mm/page/page_slow_test.c.
 */
#include <k896/report.h>
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/oom.h>
#include <linux/printk.h>
#include <linux/param.h>
#include <linux/sched.h>
#include <linux/swap.h>
#include <linux/vmstat.h>
#include <linux/wait.h>
#include <trace/events/vmscan.h>

#include "internal.h"
#include "reclaim.h"

static unsigned long free_nothing(gfp_t gfp, unsigned int order)
{
	return 0;
}

static bool kill_nobody(gfp_t gfp, unsigned int order)
{
	return false;
}

struct reclaim_ops reclaim_ops = { free_nothing, kill_nobody };

static DECLARE_WAIT_QUEUE_HEAD(page_waiters); /* see "Waiting" above */
DECLARE_WAIT_QUEUE_HEAD(kswapd_wait);

/* One request on its way through the phases. */
struct alloc_context {
	gfp_t gfp;
	unsigned int order;
	enum zone_type classzone;
	unsigned int alloc_flags; /* ALLOC_* of phase 3 */
	bool may_sleep;
	unsigned int no_progress; /* consecutive rounds of reclaim that freed nothing */
	struct wait_queue_entry wait;
	bool queued;
};

/* ---- watermarks ---- */

bool zone_watermark_ok(const struct zone *zone, unsigned int order, unsigned long mark,
		       enum zone_type classzone, unsigned int alloc_flags)
{
	long min = mark, free = zone->free_pages - ((1L << order) - 1);

	VM_BUG_ON(order >= MAX_ORDER || classzone >= MAX_NR_ZONES);
	if (alloc_flags & ALLOC_HIGH)
		min -= min / 2;
	if (alloc_flags & ALLOC_HARDER)
		min -= min / 4;
	if (free <= min + zone->lowmem_reserve[classzone])
		return false;
	/* Is there a block that is large enough? */
	return zone->nonempty >> order || zone->pcp[order].first;
}

static bool zone_allows(const struct zone *zone, const struct alloc_context *ac,
			unsigned int alloc_flags)
{
	unsigned long mark = zone->_watermark[alloc_flags & ALLOC_WMARK_MASK];

	return alloc_flags & ALLOC_NO_WATERMARKS ||
	       zone_watermark_ok(zone, ac->order, mark, ac->classzone, alloc_flags);
}

/* The first zone, from the preferred one down, that stays above its watermark. */
static struct page *get_page_from_freelist(const struct alloc_context *ac, unsigned int alloc_flags)
{
	for (int z = ac->classzone; z >= 0; z--) {
		struct zone *zone = &contig_page_data.node_zones[z];
		struct page *page;

		if (!zone_allows(zone, ac, alloc_flags))
			continue;
		page = take_page(zone, ac->gfp, ac->order);
		if (page)
			return page;
	}
	return NULL;
}

/* Down to where this request may use a zone. */
static unsigned int gfp_to_alloc_flags(gfp_t gfp)
{
	unsigned int flags = ALLOC_WMARK_MIN;

	if (gfp & __GFP_HIGH)
		flags |= ALLOC_HIGH;
	if (gfp & __GFP_ATOMIC) {
		if (!(gfp & __GFP_NOMEMALLOC))
			flags |= ALLOC_HARDER;
	} else if (in_task() && current->prio < MAX_RT_PRIO) {
		flags |= ALLOC_HARDER;
	}
	if (gfp & __GFP_NOMEMALLOC)
		return flags;
	if (in_task() && tsk_is_oom_victim(current))
		flags |= ALLOC_HIGH | ALLOC_HARDER;
	if (gfp & __GFP_MEMALLOC || (!in_interrupt() && current->flags & PF_MEMALLOC))
		return ALLOC_NO_WATERMARKS;
	return flags;
}

/* ---- pressure ---- */

/* Of the zones that the request may use, each that is not above low. */
static void set_zones_reclaim_active(const struct alloc_context *ac)
{
	for (int z = ac->classzone; z >= 0; z--) {
		struct zone *zone = &contig_page_data.node_zones[z];

		if (populated_zone(zone) && !zone->reclaim_active &&
		    zone->free_pages <= zone->watermark_fast)
			set_reclaim_active(zone, true);
	}
}

/*
 * Tasks in a round of reclaim. As long as there is one, no per-CPU list takes pages, even in a zone above high:
 * pages in such a list would not be counted, and the round would seem to have freed nothing.
 */
static atomic_t reclaimers;

/* From the change of reclaimers to that of the last zone: the end of one round must not undo the beginning of another. */
static DEFINE_SPINLOCK(reclaimers_lock);

void reclaim_round_begins(void)
{
	struct zone *zone;
	unsigned long flags;

	VM_BUG_ON(!in_task() || !(current->flags & PF_MEMALLOC));
	spin_lock_irqsave(&reclaimers_lock, flags);
	atomic_inc(&reclaimers);
	for_each_populated_zone(zone)
		set_reclaim_active(zone, true);
	spin_unlock_irqrestore(&reclaimers_lock, flags);
}

void reclaim_round_ends(void)
{
	struct zone *zone;
	unsigned long flags;

	VM_BUG_ON(atomic_read(&reclaimers) <= 0);
	spin_lock_irqsave(&reclaimers_lock, flags);
	if (atomic_dec_and_test(&reclaimers)) {
		for_each_populated_zone(zone) {
			if (zone->free_pages > high_wmark_pages(zone))
				set_reclaim_active(zone, false);
		}
	}
	spin_unlock_irqrestore(&reclaimers_lock, flags);
}

void pages_came_back(struct zone *zone, unsigned long pages)
{
	lockdep_assert_irqs_disabled();
	if (in_task() && current->flags & PF_MEMALLOC)
		current->reclaimed += pages;
	if (zone->free_pages > high_wmark_pages(zone)) {
		if (!atomic_read(&reclaimers))
			set_reclaim_active(zone, false);
		WRITE_ONCE(contig_page_data.kswapd_failures, 0);
	}
	if (waitqueue_active(&page_waiters))
		wake_up(&page_waiters);
}

static noinline void ask_kswapd(gfp_t gfp, unsigned int order)
{
	static_assert(MAX_ORDER <= KSWAPD_ZONE_SHIFT);
	atomic_or(KSWAPD_REQUEST(gfp_zone(gfp), order), &contig_page_data.kswapd_requests);
	if (!waitqueue_active(&kswapd_wait))
		return;
	trace_mm_vmscan_wakeup_kswapd(0, order, gfp);
	wake_up_interruptible(&kswapd_wait);
}

void wakeup_kswapd(gfp_t gfp, unsigned int order)
{
	VM_BUG_ON(order >= MAX_ORDER);
	if (READ_ONCE(contig_page_data.kswapd_failures) < MAX_RECLAIM_RETRIES)
		ask_kswapd(gfp, order);
}

/* ---- waiting ---- */

/* Ends the waking with the first task in the queue, even when that is awake and trying just now. */
static int wake_waiter(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key)
{
	default_wake_function(entry, mode, flags, key);
	return 1;
}

/* Enters the queue at its end and stays there. */
static void enter_queue(struct alloc_context *ac)
{
	if (ac->queued)
		return;
	ac->queued = true;
	init_waitqueue_func_entry(&ac->wait, wake_waiter);
	ac->wait.private = current;
	add_wait_queue_exclusive(&page_waiters, &ac->wait);
	count_vm_event(PGALLOC_WAIT);
	if (ac->gfp & __GFP_NOFAIL)
		pr_warn("%s: a __GFP_NOFAIL allocation waits for memory: order:%u, mode:%#x(%pGg)\n",
			current->comm, ac->order, ac->gfp, &ac->gfp);
}

/* What is left may be enough for the next task. */
static void leave_queue(struct alloc_context *ac)
{
	if (!ac->queued)
		return;
	remove_wait_queue(&page_waiters, &ac->wait);
	if (waitqueue_active(&page_waiters))
		wake_up(&page_waiters);
}

static bool could_have_page(const struct alloc_context *ac)
{
	for (int z = ac->classzone; z >= 0; z--)
		if (zone_allows(&contig_page_data.node_zones[z], ac, ac->alloc_flags))
			return true;
	return false;
}

/*
 * The state is set before the zones are looked at: a free in between makes the sleep return at once. `ps`
 * shows this function as the WCHAN of a task that waits. SIGKILL ends the sleep: a task that dies must not
 * wait for memory.
 */
static noinline void wait_for_pages(struct alloc_context *ac)
{
	VM_BUG_ON(!preemptible());
	enter_queue(ac);
	set_current_state(ac->gfp & __GFP_NOFAIL ? TASK_UNINTERRUPTIBLE : TASK_KILLABLE);
	if (!could_have_page(ac))
		schedule_timeout(HZ / 10);
	__set_current_state(TASK_RUNNING);
}

/* ---- the phases ---- */

/* Phase 5. May sleep. */
static bool should_retry(struct alloc_context *ac, unsigned long progress)
{
	bool costly = ac->order > PAGE_ALLOC_COSTLY_ORDER;

	if (ac->gfp & __GFP_NORETRY || (tsk_is_oom_victim(current) && !(ac->gfp & __GFP_NOFAIL)))
		return false;
	if (costly && !(ac->gfp & (__GFP_RETRY_MAYFAIL | __GFP_NOFAIL)))
		return false;
	ac->no_progress = progress ? 0 : ac->no_progress + 1;
	if (ac->gfp & __GFP_RETRY_MAYFAIL)
		return ac->no_progress < MAX_RECLAIM_RETRIES;
	if (progress && ac->order == 0)
		return true;
	if (reclaim_ops.out_of_memory(ac->gfp, ac->order))
		return true;
	wait_for_pages(ac);
	return true;
}

/* Phases 4 and 5. */
static struct page *reclaim_and_retry(struct alloc_context *ac)
{
	struct page *page;
	unsigned long progress;

	VM_BUG_ON(current->flags & PF_MEMALLOC);
	do {
		progress = reclaim_ops.try_to_free_pages(ac->gfp, ac->order);
		ac->alloc_flags = gfp_to_alloc_flags(ac->gfp); /* it may have become a victim */
		page = get_page_from_freelist(ac, ac->alloc_flags);
	} while (!page && should_retry(ac, progress));
	leave_queue(ac);
	return page;
}

void __cold warn_alloc(gfp_t gfp, unsigned int order)
{
	unsigned long flags;

	if (gfp & __GFP_NOWARN || !report_begin(&flags))
		return;
	pr_warn("%s: page allocation failure: order:%u, mode:%#x(%pGg), nodemask=(null)\n",
		current->comm, order, gfp, &gfp);
	dump_stack();
	show_mem();
	report_end(flags);
}

struct page *__alloc_pages_slowpath(gfp_t gfp, unsigned int order)
{
	struct alloc_context ac = {
		.gfp = gfp,
		.order = order,
		.classzone = gfp_zone(gfp),
		.alloc_flags = gfp_to_alloc_flags(gfp),
		.may_sleep = gfpflags_allow_blocking(gfp) && preemptible(),
	};
	struct page *page = get_page_from_freelist(&ac, ALLOC_WMARK_LOW);
	bool reclaimer = in_task() && current->flags & PF_MEMALLOC;

	VM_BUG_ON(order >= MAX_ORDER);
	if (page)
		return page;
	set_zones_reclaim_active(&ac);
	if (gfp & __GFP_KSWAPD_RECLAIM && !reclaimer)
		wakeup_kswapd(gfp, order);
	page = get_page_from_freelist(&ac, ac.alloc_flags);
	if (page && reclaimer)
		current->reclaimed -= 1L << order;
	if (!page && ac.may_sleep && !reclaimer)
		page = reclaim_and_retry(&ac);
	if (!page && !tsk_is_oom_victim(current))
		warn_alloc(gfp, order);
	return page;
}
