/* SPDX-License-Identifier: MIT */
/* Zones: physical memory, grouped by what it can be used for, and the free lists of each group. */
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
	WMARK_MIN,  /* below: only for requests that may use the reserve */
	WMARK_LOW,  /* below: kswapd is woken */
	WMARK_HIGH, /* above: kswapd goes to sleep */
	NR_WMARK,
};

struct free_area {
	struct list_head free_list;
	unsigned long nr_free;
};

/*
 * Blocks of one order that one CPU has to itself (Linux: struct per_cpu_pages): a stack, linked through
 * page->pcp_next. It needs no lock; interrupts off is enough. A block here has the flags of an allocated
 * one, and the zone does not count it as free.
 */
struct pcp_list {
	struct page *first;
	int room;  /* blocks that still fit: high - count. Below 0 a batch goes back to the zone */
	int high;  /* most blocks; 0 for orders that are not kept here */
	int batch; /* blocks fetched or given back at once */
};

static inline int pcp_count(const struct pcp_list *list)
{
	return list->high - list->room;
}

/* Lists are kept for orders 0 to 3, as in Linux. */
#define PCP_MAX_ORDER PAGE_ALLOC_COSTLY_ORDER

/*
 * Invariants (page_alloc_check() walks them):
 *   free_pages == sum of nr_free << order; bit n of nonempty is set exactly if free_area[n] has blocks;
 *   a free block is aligned to its size, lies inside the zone, and its buddy is not free at its order.
 * The size, and pcp at its start, are what pcp_list_of() counts on.
 *
 * What Linux calls these: pcp is per_cpu_pageset, free_pages the count NR_FREE_PAGES, and
 *   watermark_fast	is low and one block of PCP_MAX_ORDER: a zone with more free pages stays above low whatever
 *			the per-CPU lists take from it. What zone_watermark_fast() asks with more instructions.
 *   reclaim_active	is ZONE_RECLAIM_ACTIVE of zone->flags: from the moment the zone is found below low until it is
 *			above high. Linux then makes its per-CPU lists shorter, here they hold nothing.
 */
struct zone {
	struct pcp_list pcp[MAX_ORDER]; /* per CPU; interrupts off */
	unsigned long free_pages;	/* lock; read without it for the watermarks */
	unsigned long watermark_fast;	/* above it no watermark need be checked: see below. lock */
	unsigned long _watermark[NR_WMARK]; /* pages; set at boot and by min_free_kbytes */
	long lowmem_reserve[MAX_NR_ZONES]; /* more than the watermark, for requests of a higher zone */
	unsigned int nonempty;		   /* lock; orders that have free blocks, a bit each */
	struct free_area free_area[MAX_ORDER]; /* lock */
	bool reclaim_active; /* per-CPU lists are off: see below. Interrupts off */
	spinlock_t lock;     /* taken with interrupts off; innermost */
	const char *name;
	unsigned long zone_start_pfn; /* these four are fixed at boot */
	unsigned long spanned_pages;  /* from the first frame to the last, holes included */
	unsigned long present_pages;  /* RAM */
	unsigned long managed_pages;  /* RAM that the page allocator was given */
} __aligned(512);

/* Pages on the lists of all CPUs. */
unsigned long zone_pcp_pages(const struct zone *zone);

/*
 * The one memory node: all zones, and what kswapd has been asked for. Both parts of a request are bits of one
 * word, so that any context adds a request by one instruction, and kswapd takes all of them by one exchange: none
 * is lost in between. The highest bit of each part counts. 0: no request.
 */
#define KSWAPD_ZONE_SHIFT	    16 /* above the bits of all orders */
#define KSWAPD_REQUEST(zone, order) (1 << (KSWAPD_ZONE_SHIFT + (zone)) | 1 << (order))

typedef struct pglist_data {
	struct zone node_zones[MAX_NR_ZONES];
	atomic_t kswapd_requests;
	unsigned int kswapd_failures; /* consecutive runs that found nothing at all */
} pg_data_t;

/*
 * After this many failures kswapd is not woken any more, until direct reclaim finds something or a zone is above high.
 */
#define MAX_RECLAIM_RETRIES 16

extern struct pglist_data contig_page_data;
extern struct page *mem_map;	  /* of all frames up to max_pfn, rounded up to the largest block */
extern unsigned long max_pfn;	  /* first frame behind the last RAM below 4 GiB */
extern unsigned long max_low_pfn; /* first frame that is not in the linear map */
extern void *high_memory;	  /* first address behind the linear map */
/* The linear map has no more bytes than this: MAXMEM, or what vmalloc= leaves. */
extern unsigned long lowmem_limit;

#define NODE_DATA(nid) (&contig_page_data)

#define for_each_zone(zone)                                                                        \
	for (zone = contig_page_data.node_zones;                                                   \
	     zone < contig_page_data.node_zones + MAX_NR_ZONES; zone++)
#define for_each_populated_zone(zone)                                                              \
	for_each_zone(zone)                                                                        \
		if (!populated_zone(zone)) {                                                       \
		} else

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
