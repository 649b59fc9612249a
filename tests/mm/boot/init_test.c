// SPDX-License-Identifier: MIT
/* Tests of mm/boot/init.c: mem_map and the zones against the list of RAM that they were made from. */
#include <asm/pgtable.h>
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>

#include "mm/boot/internal.h"

static bool is_ram(unsigned long pfn)
{
	return memblock_overlaps(&memblock.memory, pfn << PAGE_SHIFT, PAGE_SIZE);
}

/* How many frames of [start, end) are not reserved. */
static unsigned long usable_in(unsigned long start, unsigned long end)
{
	unsigned long n = 0;

	for (unsigned long pfn = start; pfn < end; pfn++)
		n += !PageReserved(pfn_to_page(pfn));
	return n;
}

static unsigned long usable_at(const void *from, const void *to)
{
	return usable_in(__pa(from) >> PAGE_SHIFT, PFN_UP(__pa(to)));
}

static enum zone_type expected_zone(unsigned long pfn)
{
	if (pfn >= lowmem_limit >> PAGE_SHIFT)
		return ZONE_HIGHMEM;
	return pfn >= 0x1000 ? ZONE_NORMAL : ZONE_DMA; /* 16 MiB */
}

static void struct_page_has_at_most_32_bytes(struct kunit *test)
{
	KUNIT_EXPECT_LE(test, sizeof(struct page), 32);
}

/* Reserved */

static void page_0_is_nobodys(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, PageReserved(pfn_to_page(0)));
}

static void the_kernel_image_is_reserved(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, usable_at(__va(0x100000), _end), 0);
}

static void mem_map_itself_is_reserved(struct kunit *test)
{
	unsigned long frames = round_up(max_pfn, MAX_ORDER_NR_PAGES);

	KUNIT_EXPECT_EQ(test, usable_at(mem_map, mem_map + frames), 0);
}

static void page_tables_are_reserved(struct kunit *test)
{
	for (unsigned long addr = PAGE_OFFSET; addr < (unsigned long)high_memory;
	     addr += PMD_SIZE) {
		pgd_t pgd = swapper_pg_dir[pgd_index(addr)];

		if (!pgd_large(pgd))
			KUNIT_EXPECT_TRUE_MSG(test, PageReserved(virt_to_page(pgd_table(pgd))),
					      "the table of %#lx", addr);
	}
}

static void holes_are_reserved(struct kunit *test)
{
	unsigned long at = 0, usable = 0;

	for (unsigned int i = 0; i < memblock.memory.cnt; i++) {
		const struct memblock_region *r = &memblock.memory.regions[i];

		usable += usable_in(at, PFN_DOWN(r->base));
		at = PFN_DOWN(r->base + r->size);
	}
	usable += usable_in(at, round_up(max_pfn, MAX_ORDER_NR_PAGES));
	KUNIT_EXPECT_EQ(test, usable, 0);
}

/* Zones */

static void every_frame_is_in_the_zone_its_number_says(struct kunit *test)
{
	for (unsigned long pfn = 0; pfn < max_pfn; pfn++)
		if (is_ram(pfn) && page_zonenum(pfn_to_page(pfn)) != expected_zone(pfn))
			KUNIT_FAIL(test, "frame %#lx is in zone %u", pfn,
				   page_zonenum(pfn_to_page(pfn)));
}

static void zones_span_what_they_hold(struct kunit *test)
{
	struct zone *zone;

	for_each_populated_zone(zone) {
		KUNIT_EXPECT_EQ(test, expected_zone(zone->zone_start_pfn), zone_idx(zone));
		KUNIT_EXPECT_EQ(test, expected_zone(zone_end_pfn(zone) - 1), zone_idx(zone));
		KUNIT_EXPECT_LE(test, zone->present_pages, zone->spanned_pages);
	}
}

static void present_is_ram(struct kunit *test)
{
	struct zone *zone;

	for_each_zone(zone) {
		unsigned long n = 0;

		for (unsigned long pfn = zone->zone_start_pfn; pfn < zone_end_pfn(zone); pfn++)
			n += is_ram(pfn);
		KUNIT_EXPECT_EQ_MSG(test, zone->present_pages, n, "%s", zone->name);
	}
}

static void managed_is_ram_that_is_not_reserved(struct kunit *test)
{
	struct zone *zone;

	for_each_zone(zone)
		KUNIT_EXPECT_EQ_MSG(test, zone->managed_pages,
				    usable_in(zone->zone_start_pfn, zone_end_pfn(zone)), "%s",
				    zone->name);
}

static void managed_pages_add_up(struct kunit *test)
{
	unsigned long sum = 0;
	struct zone *zone;

	for_each_zone(zone)
		sum += zone->managed_pages;
	KUNIT_EXPECT_EQ(test, sum, totalram_pages());
}

static void lowmem_ends_at_896_mib_or_where_vmalloc_says(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, MAXMEM, 896UL << 20);
	KUNIT_EXPECT_EQ(test, max_low_pfn, min(max_pfn, lowmem_limit >> PAGE_SHIFT));
	KUNIT_EXPECT_PTR_EQ(test, high_memory, __va(max_low_pfn << PAGE_SHIFT));
	KUNIT_EXPECT_EQ(test, max_pfn, memblock_end_of_dram() >> PAGE_SHIFT);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(struct_page_has_at_most_32_bytes),
	KUNIT_CASE(page_0_is_nobodys),
	KUNIT_CASE(the_kernel_image_is_reserved),
	KUNIT_CASE(mem_map_itself_is_reserved),
	KUNIT_CASE(page_tables_are_reserved),
	KUNIT_CASE(holes_are_reserved),
	KUNIT_CASE(every_frame_is_in_the_zone_its_number_says),
	KUNIT_CASE(zones_span_what_they_hold),
	KUNIT_CASE(present_is_ram),
	KUNIT_CASE(managed_is_ram_that_is_not_reserved),
	KUNIT_CASE(managed_pages_add_up),
	KUNIT_CASE(lowmem_ends_at_896_mib_or_where_vmalloc_says),
	{},
};

static struct kunit_suite init_suite = { .name = "init", .test_cases = cases };
kunit_test_suite(init_suite);
