/* SPDX-License-Identifier: MIT */
/*
 * Memory pressure. No rows of Linux's: a block of the cache of computed blocks, with room for it and with
 * reclaim making the room; and GFP_ATOMIC's answer when even the reserve is gone.
 */
#include <k896/blockcache.h>
#include <linux/mm.h>
#include <linux/vmstat.h>

#include "tests/support/pressure.h"
#include "bench.h"

#define ROOM_PAGES 2048

static void b_pressure(void)
{
	unsigned long kswapd = vm_event(PGSTEAL_KSWAPD), direct = vm_event(PGSTEAL_DIRECT);
	struct hoard hoard = {};
	u32 nr = 0, sum;

	if (!bench_wanted("blockcache_read_roomy") && !bench_wanted("blockcache_read_pressed"))
		return;
	hoard_all_but(&hoard, ROOM_PAGES);
	BENCH("blockcache_read_roomy", 500, 1, blockcache_read(nr++, &sum));
	/* Twice as many as there is room for, before and while the samples are taken. */
	for (int i = 0; i < ROOM_PAGES; i++)
		blockcache_read(nr++, &sum);
	BENCH("blockcache_read_pressed", 4000, 1, blockcache_read(nr++, &sum));
	bench_note("blockcache: kswapd reclaimed %lu pages, direct reclaim %lu",
		   vm_event(PGSTEAL_KSWAPD) - kswapd, vm_event(PGSTEAL_DIRECT) - direct);
	blockcache_drop();
	hoard_give_all(&hoard);
}

static void b_exhausted(void)
{
	struct hoard hoard = {};
	struct page *page;

	if (!bench_wanted("alloc_page_atomic_exhausted"))
		return;
	hoard_all(&hoard, GFP_ATOMIC);
	BENCH("alloc_page_atomic_exhausted", 200, 1, {
		page = alloc_page(GFP_ATOMIC | __GFP_NOWARN);
		barrier_data(page);
	});
	hoard_give_all(&hoard);
}

static void b_reclaim(void)
{
	b_pressure();
	b_exhausted();
}
BENCH_GROUP(reclaim, b_reclaim);
