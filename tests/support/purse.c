// SPDX-License-Identifier: MIT
/* See purse.h. */
#include <linux/kernel.h>
#include <linux/shrinker.h>
#include <linux/swap.h>

#include "mm/page/reclaim.h"
#include "purse.h"

struct purse purse;
static struct hoard pages;
static unsigned long old_min_free_kbytes; /* 0: as they were */

static unsigned long count_purse(struct shrinker *s, struct shrink_control *sc)
{
	return purse.owner ? purse.owner == current : !!(current->flags & PF_KSWAPD);
}

static unsigned long scan_purse(struct shrinker *s, struct shrink_control *sc)
{
	purse.asked++;
	for (unsigned int i = 0; i < purse.portion; i++)
		hoard_give(&pages);
	if (purse.when_asked)
		purse.when_asked();
	sc->nr_scanned = PURSE_LOOKED_AT;
	return 0;
}

static struct shrinker shrinker = {
	.count_objects = count_purse,
	.scan_objects = scan_purse,
	.batch = 1,
	.seeks = DEFAULT_SEEKS,
};

/* A quarter of what the kernel can have is kept back. */
static int spread_watermarks(void)
{
	const struct zone *zones = contig_page_data.node_zones;
	unsigned long all = zones[ZONE_DMA].managed_pages + zones[ZONE_NORMAL].managed_pages;

	old_min_free_kbytes = min_free_kbytes;
	return set_min_free_kbytes(all << (PAGE_SHIFT - 10) >> 2);
}

void purse_open(struct kunit *test, struct hoard *hoard, unsigned int portion,
		struct task_struct *owner)
{
	purse = (struct purse){ .portion = portion, .owner = owner };
	for (unsigned int i = 0; i < 256; i++)
		KUNIT_ASSERT_TRUE(test, hoard_take(&pages, GFP_KERNEL | GFP_DMA, 0));
	KUNIT_ASSERT_EQ(test, spread_watermarks(), 0);
	do
		hoard_all(hoard, GFP_ATOMIC | __GFP_MEMALLOC);
	while (reclaim_ops.try_to_free_pages(GFP_KERNEL, MAX_ORDER - 1));
	schedule_timeout_uninterruptible(2); /* kswapd comes to its end */
	KUNIT_ASSERT_EQ(test, register_shrinker(&shrinker, "purse"), 0);
}

void purse_close(void)
{
	unregister_shrinker(&shrinker);
	hoard_give_all(&pages);
	if (old_min_free_kbytes)
		set_min_free_kbytes(old_min_free_kbytes);
	old_min_free_kbytes = 0;
}
