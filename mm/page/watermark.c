/* SPDX-License-Identifier: MIT */
/*
 * Watermarks and reserves: how much of each zone is kept free, and for which requests. The arithmetic is
 * Linux 6.1's.
 *
 *	min_free_kbytes = 4 * sqrt(lowmem in kB), at least 128, at most 262144
 *
 *	share	of min_free_kbytes: in proportion to the zone's part of lowmem
 *	min	of a lowmem zone: its share; HighMem: 1/1024 of the zone, 32 to 128 pages
 *	low	min + the larger of share / 4 and 1/1000 of the zone
 *	high	min + twice that
 *
 * lowmem_reserve[class] is how many pages above the watermark must stay free when a request of a higher zone,
 * class, falls back to this zone: the sizes of the zones above it up to class, divided by 256 (DMA) or 32
 * (Normal). Thus many highmem users cannot fill the DMA zone.
 *
 * Tests: tests/mm/page/watermark_test.c, against values worked out by hand.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>

#include "internal.h"
#include "watermark.h"

#define HIGHMEM_MIN_PAGES	  32
#define HIGHMEM_MAX_PAGES	  128
#define WATERMARK_SCALE_PER_10000 10
#define PCP_BATCH_MAX_PAGES	  (1024 * 1024 / PAGE_SIZE)

unsigned long min_free_kbytes;
static const unsigned long lowmem_reserve_ratio[MAX_NR_ZONES] = { 256, 32, 0 };

static unsigned long lowmem_pages(const struct zone *zones)
{
	return zones[ZONE_DMA].managed_pages + zones[ZONE_NORMAL].managed_pages;
}

unsigned long default_min_free_kbytes(const struct zone *zones)
{
	unsigned long lowmem_kbytes = lowmem_pages(zones) << (PAGE_SHIFT - 10);

	return clamp_t(unsigned long, int_sqrt(lowmem_kbytes * 16), 128, 262144);
}

/* The zone's part of min_free_kbytes, in proportion to its part of lowmem. */
static unsigned long share_of(const struct zone *zones, enum zone_type i, unsigned long min_kbytes)
{
	u64 pages_min = min_kbytes >> (PAGE_SHIFT - 10);

	VM_BUG_ON(!lowmem_pages(zones));
	return div_u64(pages_min * zones[i].managed_pages, lowmem_pages(zones));
}

void set_watermarks(struct zone *zones, unsigned long min_kbytes)
{
	for (enum zone_type i = 0; i < MAX_NR_ZONES; i++) {
		struct zone *zone = &zones[i];
		unsigned long share, min, step, flags;

		if (!populated_zone(zone))
			continue;
		min = share = share_of(zones, i, min_kbytes);
		if (i == ZONE_HIGHMEM)
			min = clamp_t(unsigned long, zone->managed_pages / 1024, HIGHMEM_MIN_PAGES,
				      HIGHMEM_MAX_PAGES);
		step = max(share / 4,
			   mult_frac(zone->managed_pages, WATERMARK_SCALE_PER_10000, 10000UL));
		spin_lock_irqsave(&zone->lock, flags);
		zone->_watermark[WMARK_MIN] = min;
		zone->_watermark[WMARK_LOW] = min + step;
		zone->_watermark[WMARK_HIGH] = min + 2 * step;
		zone->watermark_fast = low_wmark_pages(zone) + (1UL << PCP_MAX_ORDER);
		spin_unlock_irqrestore(&zone->lock, flags);
	}
}

void __init set_lowmem_reserve(struct zone *zones)
{
	for (int i = 0; i < MAX_NR_ZONES; i++) {
		unsigned long above = 0;

		for (int j = i + 1; j < MAX_NR_ZONES; j++) {
			above += zones[j].managed_pages;
			zones[i].lowmem_reserve[j] =
				lowmem_reserve_ratio[i] ? above / lowmem_reserve_ratio[i] : 0;
		}
	}
}

/* A quarter of 1/1024 of the zone, at most a megabyte, one less than a power of two. */
static int batch_of(const struct zone *zone)
{
	unsigned long batch =
		min_t(unsigned long, zone->managed_pages / 1024, PCP_BATCH_MAX_PAGES) / 4;

	if (batch < 1)
		batch = 1;
	return max_t(int, rounddown_pow_of_two(batch + batch / 2) - 1, 1);
}

/*
 * The limits of the per-CPU lists. Order 0 may hold as many pages as the low watermark has, or four batches where
 * these are more; each higher order up to PCP_MAX_ORDER half as much memory as the order below it.
 */
void set_pageset(struct zone *zone)
{
	int batch = batch_of(zone), high = max_t(int, low_wmark_pages(zone) / NR_CPUS, batch * 4);

	lockdep_assert_irqs_disabled();
	for (unsigned int order = 0; order < MAX_ORDER; order++) {
		struct pcp_list *list = &zone->pcp[order];
		int count = pcp_count(list);
		bool kept = order <= PCP_MAX_ORDER && !zone->reclaim_active;

		list->batch = kept ? max(batch >> order, 1) : 1;
		list->high = kept ? max(high >> 2 * order, 1) : 0;
		list->room = list->high - count;
	}
}

int set_min_free_kbytes(unsigned long kbytes)
{
	struct zone *zones = contig_page_data.node_zones;

	if (kbytes > lowmem_pages(zones) << (PAGE_SHIFT - 10) >> 1)
		return -EINVAL;
	min_free_kbytes = kbytes;
	set_watermarks(zones, kbytes);
	return 0;
}

void __init init_per_zone_wmark_min(void)
{
	struct zone *zones = contig_page_data.node_zones, *zone;

	min_free_kbytes = default_min_free_kbytes(zones);
	set_watermarks(zones, min_free_kbytes);
	set_lowmem_reserve(zones);
	for_each_zone(zone)
		set_pageset(zone);
}
