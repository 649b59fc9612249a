/* SPDX-License-Identifier: MIT */
/* Zones: physical memory by what it is good for, and the free lists of each. */
#ifndef _LINUX_MMZONE_H
#define _LINUX_MMZONE_H

#include <linux/gfp_types.h>
#include <linux/mm_types.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/* Blocks of 2^0 .. 2^(MAX_ORDER - 1) pages: 4 KiB to 4 MiB. */
#define MAX_ORDER	   11
#define MAX_ORDER_NR_PAGES (1UL << (MAX_ORDER - 1))

/* Larger requests are allowed to fail where smaller ones would be retried. */
#define PAGE_ALLOC_COSTLY_ORDER 3

enum zone_type {
	ZONE_DMA,     /* below 16 MiB: what the ISA bus can reach */
	ZONE_NORMAL,  /* the rest of the linear map, up to 896 MiB */
	ZONE_HIGHMEM, /* above: no kernel address of its own */
	MAX_NR_ZONES,
};

#define MAX_DMA_PFN (16UL << (20 - PAGE_SHIFT))

enum zone_watermarks {
	WMARK_MIN,  /* below: only for those who may use the reserve */
	WMARK_LOW,  /* below: kswapd is woken */
	WMARK_HIGH, /* kswapd's goal */
	NR_WMARK,
};

struct free_area {
	struct list_head free_list;
	unsigned long nr_free;
};

/* Orders that each CPU keeps a list of; above, freeing and allocating goes straight to the zone. */
#define NR_PCP_ORDERS (PAGE_ALLOC_COSTLY_ORDER + 1)

/*
 * Pages that one CPU has to itself: no lock, interrupts off is enough. In the zone's books they are
 * not free.
 */
struct per_cpu_pages {
	int count; /* pages on all lists */
	int high;  /* above this, a batch goes back to the zone */
	int batch; /* pages fetched or given back at once */
	struct list_head lists[NR_PCP_ORDERS];
};

/*
 * Invariants (zone_check() in mm/page_alloc.c walks them):
 *   free_pages == sum of nr_free << order; bit n of nonempty is set exactly if free_area[n] has blocks;
 *   a free block is aligned to its size, lies inside the zone, and its buddy is not free at its order.
 */
struct zone {
	unsigned long free_pages;		/* lock; read without it for the watermarks */
	unsigned long _watermark[NR_WMARK];	/* pages; set at boot and by min_free_kbytes */
	long lowmem_reserve[MAX_NR_ZONES];	/* kept back from those who could use that zone */
	struct per_cpu_pages per_cpu_pageset;	/* interrupts off */
	unsigned int nonempty;			/* lock; orders that have free blocks, a bit each */
	struct free_area free_area[MAX_ORDER];	/* lock */
	spinlock_t lock;			/* taken with interrupts off; innermost */
	const char *name;
	unsigned long zone_start_pfn;		/* these four are fixed at boot */
	unsigned long spanned_pages;		/* from the first frame to the last, holes included */
	unsigned long present_pages;		/* RAM */
	unsigned long managed_pages;		/* RAM that the page allocator was given */
};

/* The one memory node. */
typedef struct pglist_data {
	struct zone node_zones[MAX_NR_ZONES];
} pg_data_t;

extern struct pglist_data contig_page_data;
extern struct page *mem_map;
extern unsigned long max_pfn;	  /* first frame behind the last RAM below 4 GiB */
extern unsigned long max_low_pfn; /* first frame that is not in the linear map */
extern void *high_memory;	  /* first address behind the linear map */

#define NODE_DATA(nid) (&contig_page_data)

#define for_each_zone(zone)                                                                        \
	for (zone = contig_page_data.node_zones; zone < contig_page_data.node_zones + MAX_NR_ZONES; zone++)
#define for_each_populated_zone(zone) for_each_zone(zone) if (!populated_zone(zone)) {} else

static inline bool populated_zone(const struct zone *zone)
{
	return zone->present_pages;
}

static inline enum zone_type zone_idx(const struct zone *zone)
{
	return zone - contig_page_data.node_zones;
}

static inline unsigned long zone_end_pfn(const struct zone *zone)
{
	return zone->zone_start_pfn + zone->spanned_pages;
}

#define min_wmark_pages(z)  ((z)->_watermark[WMARK_MIN])
#define low_wmark_pages(z)  ((z)->_watermark[WMARK_LOW])
#define high_wmark_pages(z) ((z)->_watermark[WMARK_HIGH])

/* Is @pfn a frame that mem_map has an entry for? (Holes below max_pfn have one, reserved.) */
static inline bool pfn_valid(unsigned long pfn)
{
	return pfn < max_pfn;
}

#endif
