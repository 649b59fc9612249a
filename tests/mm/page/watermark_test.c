// SPDX-License-Identifier: MIT
/*
 * Tests of mm/page/watermark.c: its arithmetic on made-up zones, against values worked out by hand. For
 * 4000 + 225000 pages of lowmem and 32000 of highmem:
 *
 *	lowmem		229000 pages = 916000 kB
 *	min_free_kbytes	4 * sqrt(916000) = 4 * 957.08 = 3828	= 957 pages
 *	DMA min		957 * 4000 / 229000 = 16; low 16 + 16/4, high 16 + 2 * 16/4
 *	Normal min	957 * 225000 / 229000 = 940; a quarter of it: 235
 *	HighMem min	32000 / 1024 = 31, but at least 32; its share is 957 * 32000 / 229000 = 133,
 *			a quarter of that, 33, is more than 32000 / 1000
 *	reserves	DMA: 225000 / 256 = 878, 257000 / 256 = 1003; Normal: 32000 / 32 = 1000
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include "mm/page/watermark.h"

static struct zone zones[MAX_NR_ZONES];

static struct machine {
	const char *name;
	unsigned long managed[MAX_NR_ZONES];
	unsigned long min_kbytes;
	unsigned long marks[MAX_NR_ZONES][NR_WMARK];
	long dma_reserve[MAX_NR_ZONES];
	long normal_reserve_against_high;
} machines[] = {
	{ "16 MiB", { 4000, 0, 0 }, 505, { { 126, 157, 188 } }, { 0, 0, 0 }, 0 },
	{ "64 MiB",
	  { 4000, 12000, 0 },
	  1011,
	  { { 63, 78, 93 }, { 189, 236, 283 } },
	  { 0, 46, 46 },
	  0 },
	{ "256 MiB",
	  { 4000, 60000, 0 },
	  2023,
	  { { 31, 38, 45 }, { 473, 591, 709 } },
	  { 0, 234, 234 },
	  0 },
	{ "1 GiB",
	  { 4000, 225000, 32000 },
	  3828,
	  { { 16, 20, 24 }, { 940, 1175, 1410 }, { 32, 65, 98 } },
	  { 0, 878, 1003 },
	  1000 },
	{ "3 GiB",
	  { 4000, 225000, 557056 },
	  3828,
	  { { 16, 20, 24 }, { 940, 1175, 1410 }, { 128, 709, 1290 } },
	  { 0, 878, 3054 },
	  17408 },
};

static void name_of(struct machine *m, char *desc)
{
	strscpy(desc, m->name, KUNIT_PARAM_DESC_SIZE);
}
KUNIT_ARRAY_PARAM(machine, machines, name_of);

static void make_zones(unsigned long dma, unsigned long normal, unsigned long high)
{
	const unsigned long managed[] = { dma, normal, high };

	memset(zones, 0, sizeof(zones));
	for (int i = 0; i < MAX_NR_ZONES; i++) {
		spin_lock_init(&zones[i].lock);
		zones[i].present_pages = zones[i].managed_pages = managed[i];
	}
}

static const struct machine *make_machine(struct kunit *test)
{
	const struct machine *m = test->param_value;

	make_zones(m->managed[0], m->managed[1], m->managed[2]);
	return m;
}

static void min_free_kbytes_is_4_times_the_root(struct kunit *test)
{
	const struct machine *m = make_machine(test);

	KUNIT_EXPECT_EQ(test, default_min_free_kbytes(zones), m->min_kbytes);
}

static void min_free_kbytes_has_limits(struct kunit *test)
{
	make_zones(200, 0, 0); /* 4 * sqrt(800) = 113 */
	KUNIT_EXPECT_EQ(test, default_min_free_kbytes(zones), 128);
}

static void watermarks_are_linuxs(struct kunit *test)
{
	const struct machine *m = make_machine(test);

	set_watermarks(zones, m->min_kbytes);
	for (int i = 0; i < MAX_NR_ZONES; i++)
		for (int mark = 0; mark < NR_WMARK; mark++)
			KUNIT_EXPECT_EQ_MSG(test, zones[i]._watermark[mark], m->marks[i][mark],
					    "zone %d mark %d", i, mark);
}

static void lowmem_reserves_are_linuxs(struct kunit *test)
{
	const struct machine *m = make_machine(test);

	set_lowmem_reserve(zones);
	for (int i = 0; i < MAX_NR_ZONES; i++) {
		KUNIT_EXPECT_EQ(test, zones[ZONE_DMA].lowmem_reserve[i], m->dma_reserve[i]);
		KUNIT_EXPECT_EQ(test, zones[ZONE_HIGHMEM].lowmem_reserve[i], 0);
	}
	KUNIT_EXPECT_EQ(test, zones[ZONE_NORMAL].lowmem_reserve[ZONE_NORMAL], 0);
	KUNIT_EXPECT_EQ(test, zones[ZONE_NORMAL].lowmem_reserve[ZONE_HIGHMEM],
			m->normal_reserve_against_high);
}

/* 225000 / 1024 / 4 = 54; 54 * 3/2 = 81, rounded down to 64, less 1. Order n has 4^-n of order 0. */
static void size_lists(struct zone *zone)
{
	unsigned long flags;

	local_irq_save(flags);
	set_pageset(zone);
	local_irq_restore(flags);
}

static void pcp_lists_shrink_with_the_order(struct kunit *test)
{
	struct pcp_list *pcp = zones[ZONE_NORMAL].pcp;

	make_zones(4000, 225000, 0);
	set_watermarks(zones, 3828);
	size_lists(&zones[ZONE_NORMAL]);
	KUNIT_EXPECT_EQ(test, pcp[0].batch, 63);
	KUNIT_EXPECT_EQ(test, pcp[3].batch, 7);
	KUNIT_EXPECT_EQ(test, pcp[0].high, 1175);
	KUNIT_EXPECT_EQ(test, pcp[1].high, 293);
	KUNIT_EXPECT_EQ(test, pcp[3].high, 18);
	KUNIT_EXPECT_EQ(test, pcp[PCP_MAX_ORDER + 1].high, 0);
}

static void a_tiny_zone_has_batches_of_1(struct kunit *test)
{
	make_zones(500, 0, 0);
	set_watermarks(zones, 128);
	size_lists(&zones[ZONE_DMA]);
	KUNIT_EXPECT_EQ(test, zones[ZONE_DMA].pcp[0].batch, 1);
	KUNIT_EXPECT_EQ(test, zones[ZONE_DMA].pcp[3].batch, 1);
}

/* The fast path compares with one number; it must leave room for its largest block above low. */
static void watermark_fast_leaves_room_for_the_largest_block(struct kunit *test)
{
	struct zone *zone;

	for_each_populated_zone(zone)
		KUNIT_EXPECT_GE(test, zone->watermark_fast,
				low_wmark_pages(zone) + (1UL << PCP_MAX_ORDER));
}

/* The kernel's own zones */

static void min_free_kbytes_moves_the_marks(struct kunit *test)
{
	const struct zone *dma = &contig_page_data.node_zones[ZONE_DMA];
	unsigned long old = min_free_kbytes, mark;

	/* The zones may have grown since boot set theirs, by the memory of the initramfs. */
	KUNIT_EXPECT_EQ(test, set_min_free_kbytes(old), 0);
	mark = min_wmark_pages(dma);
	KUNIT_EXPECT_EQ(test, set_min_free_kbytes(2 * old), 0);
	KUNIT_EXPECT_GE(test, min_wmark_pages(dma), 2 * mark);
	KUNIT_EXPECT_EQ(test, set_min_free_kbytes(old), 0);
	KUNIT_EXPECT_EQ(test, min_wmark_pages(dma), mark);
}

static void more_than_half_of_lowmem_is_refused(struct kunit *test)
{
	unsigned long old = min_free_kbytes;

	KUNIT_EXPECT_EQ(test, set_min_free_kbytes(max_low_pfn << (PAGE_SHIFT - 10)), -EINVAL);
	KUNIT_EXPECT_EQ(test, min_free_kbytes, old);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(min_free_kbytes_is_4_times_the_root, machine_gen_params),
	KUNIT_CASE(min_free_kbytes_has_limits),
	KUNIT_CASE_PARAM(watermarks_are_linuxs, machine_gen_params),
	KUNIT_CASE_PARAM(lowmem_reserves_are_linuxs, machine_gen_params),
	KUNIT_CASE(pcp_lists_shrink_with_the_order),
	KUNIT_CASE(a_tiny_zone_has_batches_of_1),
	KUNIT_CASE(watermark_fast_leaves_room_for_the_largest_block),
	KUNIT_CASE(min_free_kbytes_moves_the_marks),
	KUNIT_CASE(more_than_half_of_lowmem_is_refused),
	{},
};

static struct kunit_suite watermark_suite = { .name = "watermark", .test_cases = cases };
kunit_test_suite(watermark_suite);
