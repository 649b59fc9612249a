// SPDX-License-Identifier: MIT
/* Tests of mm/page/page_slow.c: which request may use how much of a zone, which one waits, which one fails. */
#include <k896/check.h>
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched/debug.h>
#include <linux/string.h>
#include <linux/swap.h>
#include <linux/vmstat.h>

#include "mm/page/reclaim.h"
#include "tests/support/pressure.h"
#include "tests/support/purse.h"
#include "tests/support/step.h"

static struct zone *const zones = contig_page_data.node_zones;

/* Ends a wait that would otherwise never end: far more than any of these takes. */
#define LONG_ENOUGH (60 * HZ)

static struct hoard hoard;

static bool (*kernels_oom_hook)(gfp_t gfp, unsigned int order);

static int remember_oom_hook(struct kunit *test)
{
	kernels_oom_hook = reclaim_ops.out_of_memory;
	return 0;
}

static void give_all_back(struct kunit *test)
{
	reclaim_ops.out_of_memory = kernels_oom_hook;
	purse_close();
	hoard_give_all(&hoard);
}

/* ---- floors ---- */

static unsigned long floor_of(const struct zone *zone, enum zone_type classzone,
			      unsigned int eighths)
{
	unsigned long min = min_wmark_pages(zone);

	if (eighths <= 4)
		min -= min / 2;
	if (eighths == 3)
		min -= min / 4;
	return min + zone->lowmem_reserve[classzone];
}

/* Everything @gfp may have is taken: is each zone at its floor, to the page? */
static void expect_floor(struct kunit *test, gfp_t gfp, enum zone_type classzone,
			 unsigned int eighths)
{
	hoard_all(&hoard, gfp);
	for (int z = 0; z <= (int)classzone; z++) {
		unsigned long floor = floor_of(&zones[z], classzone, eighths);

		/* A zone smaller than what it keeps back gives nothing at all. */
		if (populated_zone(&zones[z]) && floor < zones[z].managed_pages)
			KUNIT_EXPECT_EQ_MSG(test, zones[z].free_pages, floor, "zone %s, gfp %#x",
					    zones[z].name, gfp);
	}
}

static void each_request_ends_at_its_own_floor(struct kunit *test)
{
	enum zone_type normal = populated_zone(&zones[ZONE_NORMAL]) ? ZONE_NORMAL : ZONE_DMA;

	expect_floor(test, GFP_HIGHUSER | __GFP_NORETRY, ZONE_HIGHMEM, 8);
	expect_floor(test, GFP_KERNEL | __GFP_NORETRY, normal, 8);
	expect_floor(test, GFP_USER | __GFP_NORETRY, normal, 8);
	expect_floor(test, GFP_NOWAIT, normal, 8);
	expect_floor(test, GFP_NOIO | __GFP_NORETRY, normal, 8);
	expect_floor(test, GFP_NOWAIT | __GFP_HIGH, normal, 4);
	expect_floor(test, GFP_ATOMIC, normal, 3);
	expect_floor(test, GFP_ATOMIC | __GFP_DMA, ZONE_DMA, 3);
	hoard_all(&hoard, GFP_ATOMIC | __GFP_MEMALLOC);
	for (int z = 0; z <= ZONE_NORMAL; z++)
		KUNIT_EXPECT_EQ(test, zones[z].free_pages, 0);
	KUNIT_EXPECT_EQ(test, page_alloc_check(), 0);
}

static void a_reclaimer_may_take_the_last_page(struct kunit *test)
{
	hoard_all(&hoard, GFP_ATOMIC);
	current->flags |= PF_MEMALLOC;
	KUNIT_EXPECT_FALSE(test,
			   hoard_take(&hoard, GFP_KERNEL | __GFP_NOMEMALLOC | __GFP_NOWARN, 0));
	KUNIT_EXPECT_TRUE(test, hoard_take(&hoard, GFP_KERNEL, 0));
	current->flags &= ~PF_MEMALLOC;
}

/* ---- requests that do not wait ---- */

static void atomic_requests_fail_at_once(struct kunit *test)
{
	unsigned long waits = vm_event(PGALLOC_WAIT), stalls = vm_event(ALLOCSTALL);

	hoard_all(&hoard, GFP_ATOMIC);
	KUNIT_EXPECT_FALSE(test, hoard_take(&hoard, GFP_ATOMIC | __GFP_NOWARN, 0));
	KUNIT_EXPECT_FALSE(test, hoard_take(&hoard, GFP_NOWAIT | __GFP_NOWARN, 0));
	KUNIT_EXPECT_EQ(test, vm_event(PGALLOC_WAIT), waits);
	KUNIT_EXPECT_EQ(test, vm_event(ALLOCSTALL), stalls);
}

static void a_failure_says_what_was_asked_and_what_there_was(struct kunit *test)
{
	u32 log;

	hoard_all(&hoard, GFP_ATOMIC);
	log = log_position();
	KUNIT_EXPECT_FALSE(test, hoard_take(&hoard, GFP_ATOMIC, 0));
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_TRUE(test,
			  log_contains(log,
				       "page allocation failure: order:0, mode:0xa20(GFP_ATOMIC)"));
	KUNIT_EXPECT_TRUE(test, log_contains(log, "Mem-Info:"));
	KUNIT_EXPECT_TRUE(test, log_contains(log, "lowmem_reserve[]:"));
}

static void some_requests_give_up(struct kunit *test)
{
	unsigned long waits = vm_event(PGALLOC_WAIT);

	hoard_all(&hoard, GFP_KERNEL | __GFP_NORETRY);
	KUNIT_EXPECT_FALSE(test, hoard_take(&hoard, GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN, 0));
	KUNIT_EXPECT_FALSE(test,
			   hoard_take(&hoard, GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN, 0));
	KUNIT_EXPECT_FALSE(test,
			   hoard_take(&hoard, GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN, 9));
	KUNIT_EXPECT_FALSE(test, hoard_take(&hoard, GFP_KERNEL | __GFP_NOWARN,
					    PAGE_ALLOC_COSTLY_ORDER + 1));
	KUNIT_EXPECT_EQ(test, vm_event(PGALLOC_WAIT), waits);
}

static void where_sleeping_is_forbidden_kernel_requests_fail_at_once(struct kunit *test)
{
	hoard_all(&hoard, GFP_KERNEL | __GFP_NORETRY);
	preempt_disable();
	KUNIT_EXPECT_FALSE(test, hoard_take(&hoard, GFP_KERNEL | __GFP_NOWARN, 0));
	preempt_enable();
	KUNIT_EXPECT_REPORTS(test, 1);
}

static void a_large_request_fails_in_fragments(struct kunit *test)
{
	struct hoard odd = {}, singles = {};

	for (unsigned long i = 0;
	     i < 8 * (min_wmark_pages(&zones[ZONE_DMA]) + min_wmark_pages(&zones[ZONE_NORMAL]));
	     i++)
		hoard_take(&singles, GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN, 0);
	hoard_all(&hoard, GFP_ATOMIC | __GFP_MEMALLOC);
	/* Of the single pages every second one becomes free, so no two together. */
	while (singles.first) {
		struct page *page = singles.first;

		singles.first = (struct page *)page->index;
		page->index = (unsigned long)odd.first;
		if (page_to_pfn(page) & 1)
			odd.first = page;
		else
			put_page(page);
	}
	KUNIT_EXPECT_FALSE(test, hoard_take(&hoard, GFP_KERNEL | __GFP_NOWARN, MAX_ORDER - 1));
	KUNIT_EXPECT_FALSE(test, hoard_take(&hoard, GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN, 1));
	KUNIT_EXPECT_TRUE(test, hoard_take(&hoard, GFP_KERNEL | __GFP_NORETRY, 0));
	hoard_give_all(&odd);
}

/* ---- requests that wait ---- */

#define MAX_WAITERS 5

static struct waiter {
	struct task_struct *task;
	struct completion served;
	gfp_t gfp;
	struct page *page;
	unsigned int turn; /* the how-manieth to be served, from 1 */
} waiters[MAX_WAITERS];
static unsigned int turns;

static int waiter_thread(void *arg)
{
	struct waiter *w = arg;

	w->page = alloc_page(w->gfp);
	w->turn = ++turns;
	complete(&w->served);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

/* Starts a request in a thread of its own; true once it sleeps in the allocator. */
static bool start_waiter(struct kunit *test, struct waiter *w, gfp_t gfp)
{
	unsigned long waits = vm_event(PGALLOC_WAIT);

	*w = (struct waiter){ .gfp = gfp };
	init_completion(&w->served);
	/* The thread's own stack must not be what is waited for. */
	current->flags |= PF_MEMALLOC;
	w->task = kthread_run(waiter_thread, w, "waiter%d", (int)(w - waiters));
	current->flags &= ~PF_MEMALLOC;
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, w->task);
	for (int i = 0; i < LONG_ENOUGH && vm_event(PGALLOC_WAIT) == waits; i++)
		schedule_timeout_uninterruptible(1);
	for (int i = 0; i < LONG_ENOUGH && task_is_running(w->task); i++)
		schedule_timeout_uninterruptible(1);
	return vm_event(PGALLOC_WAIT) == waits + 1;
}

static bool wait_until_served(struct waiter *w)
{
	return wait_for_completion_timeout(&w->served, LONG_ENOUGH);
}

/* The waiter's own stack came out of the reserve, so more than its page must come back. */
static bool give_until_served(struct waiter *w)
{
	while (!completion_done(&w->served) && hoard_give(&hoard))
		schedule_timeout_uninterruptible(1);
	return wait_until_served(w);
}

static void end_waiter(struct waiter *w)
{
	kthread_stop(w->task);
	if (w->page)
		__free_page(w->page);
}

static void a_kernel_request_sleeps_until_somebody_frees(struct kunit *test)
{
	struct waiter *w = &waiters[0];

	turns = 0;
	hoard_all(&hoard, GFP_KERNEL | __GFP_NORETRY);
	KUNIT_EXPECT_TRUE(test, start_waiter(test, w, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, READ_ONCE(w->task->__state), TASK_KILLABLE);
	KUNIT_EXPECT_FALSE(test, completion_done(&w->served));
	KUNIT_EXPECT_TRUE(test, give_until_served(w));
	KUNIT_EXPECT_NOT_NULL(test, w->page);
	end_waiter(w);
}

static void its_place_in_the_kernel_can_be_seen(struct kunit *test)
{
	struct waiter *w = &waiters[0];
	char where[64];

	hoard_all(&hoard, GFP_KERNEL | __GFP_NORETRY);
	KUNIT_EXPECT_TRUE(test, start_waiter(test, w, GFP_KERNEL));
	scnprintf(where, sizeof(where), "%ps", (void *)get_wchan(w->task));
	KUNIT_EXPECT_STREQ(test, where, "wait_for_pages");
	KUNIT_EXPECT_TRUE(test, give_until_served(w));
	end_waiter(w);
}

static void sleepers_are_served_in_the_order_they_came(struct kunit *test)
{
	struct hoard singles = {};

	turns = 0;
	for (int i = 0; i < 64; i++)
		KUNIT_ASSERT_TRUE(test, hoard_take(&singles, GFP_KERNEL | __GFP_NORETRY, 0));
	hoard_all(&hoard, GFP_KERNEL | __GFP_NORETRY);
	for (int i = 0; i < MAX_WAITERS; i++)
		KUNIT_EXPECT_TRUE(test, start_waiter(test, &waiters[i], GFP_KERNEL));
	swap(singles, hoard);
	KUNIT_EXPECT_TRUE(test, give_until_served(&waiters[0]));
	for (int i = 1; i < MAX_WAITERS; i++) {
		for (int j = i; j < MAX_WAITERS; j++)
			KUNIT_EXPECT_FALSE(test, completion_done(&waiters[j].served));
		hoard_give(&hoard);
		KUNIT_EXPECT_TRUE(test, wait_until_served(&waiters[i]));
	}
	for (int i = 0; i < MAX_WAITERS; i++) {
		KUNIT_EXPECT_EQ(test, waiters[i].turn, i + 1);
		end_waiter(&waiters[i]);
	}
	hoard_give_all(&singles);
}

static void one_large_free_serves_all_who_wait(struct kunit *test)
{
	struct page *block = alloc_pages(GFP_KERNEL, 4);

	KUNIT_ASSERT_NOT_NULL(test, block);
	hoard_all(&hoard, GFP_KERNEL | __GFP_NORETRY);
	for (int i = 0; i < MAX_WAITERS; i++)
		KUNIT_EXPECT_TRUE(test, start_waiter(test, &waiters[i], GFP_KERNEL));
	__free_pages(block, 4);
	hoard_give_all(&hoard);
	for (int i = 0; i < MAX_WAITERS; i++)
		KUNIT_EXPECT_TRUE(test, wait_until_served(&waiters[i]));
	for (int i = 0; i < MAX_WAITERS; i++)
		end_waiter(&waiters[i]);
}

static void a_request_that_must_not_fail_waits_and_says_so_once(struct kunit *test)
{
	struct waiter *w = &waiters[0];
	u32 log = log_position();

	hoard_all(&hoard, GFP_KERNEL | __GFP_NORETRY);
	KUNIT_EXPECT_TRUE(test, start_waiter(test, w, GFP_KERNEL | __GFP_NOFAIL));
	schedule_timeout_uninterruptible(HZ); /* it looks up a few times meanwhile */
	KUNIT_EXPECT_FALSE(test, completion_done(&w->served));
	KUNIT_EXPECT_EQ(test, log_count(log, "a __GFP_NOFAIL allocation waits for memory: order:0"),
			1);
	hoard_give_all(&hoard);
	KUNIT_EXPECT_TRUE(test, wait_until_served(w));
	end_waiter(w);
}

/* ---- how often ---- */

/* Times that a request which fails reclaims. */
static unsigned long stalls_of(struct kunit *test, gfp_t gfp, unsigned int order)
{
	unsigned long stalls = vm_event(ALLOCSTALL);

	KUNIT_EXPECT_FALSE(test, hoard_take(&hoard, gfp | __GFP_NOWARN, order));
	return vm_event(ALLOCSTALL) - stalls;
}

static void how_often_a_request_reclaims_before_it_fails(struct kunit *test)
{
	const unsigned int costly = PAGE_ALLOC_COSTLY_ORDER + 1;

	purse_open(test, &hoard, 0, current);
	KUNIT_EXPECT_EQ(test, stalls_of(test, GFP_NOWAIT, 0), 0UL);
	KUNIT_EXPECT_EQ(test, stalls_of(test, GFP_KERNEL | __GFP_NORETRY, 0), 1UL);
	KUNIT_EXPECT_EQ(test, stalls_of(test, GFP_KERNEL | __GFP_NORETRY, costly), 1UL);
	KUNIT_EXPECT_EQ(test, stalls_of(test, GFP_KERNEL, costly), 1UL);
	KUNIT_EXPECT_EQ(test, stalls_of(test, GFP_KERNEL | __GFP_RETRY_MAYFAIL, 0), 16UL);
	KUNIT_EXPECT_EQ(test, stalls_of(test, GFP_KERNEL | __GFP_RETRY_MAYFAIL, costly), 16UL);
}

static void progress_lets_a_request_try_on(struct kunit *test)
{
	purse_open(test, &hoard, 1, current);
	/* 256 pages are 19 rounds of 13, and one of 9; then 16 without any. */
	KUNIT_EXPECT_EQ(test, stalls_of(test, GFP_KERNEL | __GFP_RETRY_MAYFAIL, MAX_ORDER - 1),
			20UL + 16);
}

/* ---- the last resort ---- */

static unsigned int oom_calls;
static struct hoard *oom_victim;

static bool free_one_page(gfp_t gfp, unsigned int order)
{
	oom_calls++;
	return hoard_give(oom_victim);
}

static void the_last_resort_is_asked_before_waiting(struct kunit *test)
{
	unsigned long waits = vm_event(PGALLOC_WAIT);

	hoard_all(&hoard, GFP_KERNEL | __GFP_NORETRY);
	oom_victim = &hoard;
	oom_calls = 0;
	reclaim_ops.out_of_memory = free_one_page;
	KUNIT_EXPECT_FALSE(test, hoard_take(&hoard, GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN, 0));
	KUNIT_EXPECT_EQ(test, oom_calls, 0);
	KUNIT_EXPECT_TRUE(test, hoard_take(&hoard, GFP_KERNEL, 0));
	KUNIT_EXPECT_GE(test, oom_calls, 1);
	KUNIT_EXPECT_EQ(test, vm_event(PGALLOC_WAIT), waits);
}

/* The shortage ends, whatever little is free. */
static unsigned int asked_before;

static bool end_shortage(gfp_t gfp, unsigned int order)
{
	if (!oom_calls++)
		asked_before = purse.asked;
	set_min_free_kbytes(0);
	return true;
}

static void end_shortage_in_the_fifth_round(void)
{
	if (purse.asked == 4 * PURSE_ROUND + 1)
		set_min_free_kbytes(0);
}

static void while_reclaim_finds_something_nobody_is_killed_for_a_page(struct kunit *test)
{
	purse_open(test, &hoard, 1, current);
	purse.when_asked = end_shortage_in_the_fifth_round;
	oom_calls = 0;
	reclaim_ops.out_of_memory = end_shortage;
	KUNIT_EXPECT_TRUE(test, hoard_take(&hoard, GFP_KERNEL | GFP_DMA, 0));
	KUNIT_EXPECT_EQ(test, oom_calls, 0);
	KUNIT_EXPECT_GT(test, purse.asked, 4 * PURSE_ROUND);
}

/* Single pages may come back for ever without two together. */
static void for_a_block_progress_alone_is_not_enough(struct kunit *test)
{
	purse_open(test, &hoard, 1, current);
	oom_calls = 0;
	reclaim_ops.out_of_memory = end_shortage;
	KUNIT_EXPECT_TRUE(test, hoard_take(&hoard, GFP_KERNEL | GFP_DMA, 1));
	KUNIT_EXPECT_GE(test, oom_calls, 1);
	KUNIT_EXPECT_EQ(test, asked_before, PURSE_ROUND);
}

/* ---- requests to kswapd ---- */

static void interrupt_wakes_kswapd(void)
{
	wakeup_kswapd(GFP_HIGHUSER, 0);
}

static void task_wakes_kswapd(void *unused)
{
	wakeup_kswapd(GFP_KERNEL | GFP_DMA, 3);
}

/* kswapd itself does not run before all of it has been compared. */
static void no_request_to_kswapd_is_lost_whatever_interrupts(struct kunit *test)
{
	const int tasks = KSWAPD_REQUEST(ZONE_DMA, 3), interrupts = KSWAPD_REQUEST(ZONE_HIGHMEM, 0);
	atomic_t *requests = &contig_page_data.kswapd_requests;
	unsigned int n = 0, lost = 0;
	bool came;

	WRITE_ONCE(contig_page_data.kswapd_failures, 0);
	preempt_disable();
	do {
		atomic_set(requests, 0);
		came = run_interrupted(++n, task_wakes_kswapd, NULL, interrupt_wakes_kswapd);
		lost += atomic_read(requests) != (came ? tasks | interrupts : tasks);
	} while (came);
	atomic_set(requests, 0);
	preempt_enable();
	KUNIT_EXPECT_EQ(test, lost, 0U);
	KUNIT_EXPECT_GT(test, n, 10U);
}

/* ---- watermarks by hand ---- */

static void min_free_kbytes_moves_the_watermarks(struct kunit *test)
{
	unsigned long old = min_free_kbytes, total = 0;

	KUNIT_EXPECT_EQ(test, set_min_free_kbytes(2048), 0);
	for (int z = 0; z <= ZONE_NORMAL; z++)
		total += min_wmark_pages(&zones[z]);
	KUNIT_EXPECT_LE(test, total, 512);
	KUNIT_EXPECT_GE(test, total, 510); /* each zone's share is rounded down */
	KUNIT_EXPECT_EQ(test, set_min_free_kbytes(~0UL >> 2), -EINVAL);
	KUNIT_EXPECT_EQ(test, min_free_kbytes, 2048);
	KUNIT_EXPECT_EQ(test, set_min_free_kbytes(old), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(each_request_ends_at_its_own_floor),
	KUNIT_CASE(a_reclaimer_may_take_the_last_page),
	KUNIT_CASE(atomic_requests_fail_at_once),
	KUNIT_CASE(a_failure_says_what_was_asked_and_what_there_was),
	KUNIT_CASE(some_requests_give_up),
	KUNIT_CASE(where_sleeping_is_forbidden_kernel_requests_fail_at_once),
	KUNIT_CASE(a_large_request_fails_in_fragments),
	KUNIT_CASE(a_kernel_request_sleeps_until_somebody_frees),
	KUNIT_CASE(its_place_in_the_kernel_can_be_seen),
	KUNIT_CASE(sleepers_are_served_in_the_order_they_came),
	KUNIT_CASE(one_large_free_serves_all_who_wait),
	KUNIT_CASE(a_request_that_must_not_fail_waits_and_says_so_once),
	KUNIT_CASE(how_often_a_request_reclaims_before_it_fails),
	KUNIT_CASE(progress_lets_a_request_try_on),
	KUNIT_CASE(the_last_resort_is_asked_before_waiting),
	KUNIT_CASE(while_reclaim_finds_something_nobody_is_killed_for_a_page),
	KUNIT_CASE(for_a_block_progress_alone_is_not_enough),
	KUNIT_CASE(no_request_to_kswapd_is_lost_whatever_interrupts),
	KUNIT_CASE(min_free_kbytes_moves_the_watermarks),
	{},
};

static struct kunit_suite page_slow_suite = {
	.name = "page_slow",
	.init = remember_oom_hook,
	.exit = give_all_back,
	.test_cases = cases,
};
kunit_test_suite(page_slow_suite);
