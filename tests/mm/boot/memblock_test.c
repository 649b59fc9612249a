// SPDX-License-Identifier: MIT
/* Tests of mm/boot/memblock.c, on lists of their own. */
#include <kunit/test.h>
#include <linux/kernel.h>

#include "mm/boot/memblock.h"

static struct memblock mb;

static int start_empty(struct kunit *test)
{
	memset(&mb, 0, sizeof(mb));
	mb.memory.name = "memory";
	mb.reserved.name = "reserved";
	mb.current_limit = 0xffffffff;
	return 0;
}

static void add(phys_addr_t base, phys_addr_t size)
{
	memblock_add_range(&mb.memory, base, size);
}

static void reserve(phys_addr_t base, phys_addr_t size)
{
	memblock_add_range(&mb.reserved, base, size);
}

static void take(phys_addr_t base, phys_addr_t size)
{
	memblock_remove_range(&mb.memory, base, size);
}

#define EXPECT_REGION(test, i, from, length)                                                       \
	do {                                                                                       \
		KUNIT_ASSERT_GT(test, mb.memory.cnt, (unsigned int)(i));                           \
		KUNIT_EXPECT_EQ(test, mb.memory.regions[i].base, (phys_addr_t)(from));             \
		KUNIT_EXPECT_EQ(test, mb.memory.regions[i].size, (phys_addr_t)(length));           \
	} while (0)

/* Adding */

static void regions_are_sorted(struct kunit *test)
{
	add(0x5000, 0x1000);
	add(0x1000, 0x1000);
	add(0x3000, 0x1000);
	KUNIT_EXPECT_EQ(test, mb.memory.cnt, 3);
	EXPECT_REGION(test, 0, 0x1000, 0x1000);
	EXPECT_REGION(test, 1, 0x3000, 0x1000);
	EXPECT_REGION(test, 2, 0x5000, 0x1000);
}

static void adjacent_regions_merge(struct kunit *test)
{
	add(0x1000, 0x1000);
	add(0x3000, 0x1000);
	add(0x2000, 0x1000);
	KUNIT_EXPECT_EQ(test, mb.memory.cnt, 1);
	EXPECT_REGION(test, 0, 0x1000, 0x3000);
}

static void overlapping_regions_merge(struct kunit *test)
{
	add(0x1000, 0x3000);
	add(0x3000, 0x4000);
	KUNIT_EXPECT_EQ(test, mb.memory.cnt, 1);
	EXPECT_REGION(test, 0, 0x1000, 0x6000);
}

static void one_region_swallows_many(struct kunit *test)
{
	for (phys_addr_t base = 0x2000; base < 0xa000; base += 0x2000)
		add(base, 0x1000);
	add(0x1000, 0xf000);
	KUNIT_EXPECT_EQ(test, mb.memory.cnt, 1);
	EXPECT_REGION(test, 0, 0x1000, 0xf000);
}

static void what_is_there_already_adds_nothing(struct kunit *test)
{
	add(0x1000, 0x8000);
	add(0x2000, 0x1000);
	KUNIT_EXPECT_EQ(test, mb.memory.cnt, 1);
	EXPECT_REGION(test, 0, 0x1000, 0x8000);
}

static void size_0_adds_nothing(struct kunit *test)
{
	add(0x1000, 0);
	KUNIT_EXPECT_EQ(test, mb.memory.cnt, 0);
}

/* Removing */

static void remove_from_the_middle_splits(struct kunit *test)
{
	add(0x1000, 0x9000);
	take(0x4000, 0x2000);
	KUNIT_EXPECT_EQ(test, mb.memory.cnt, 2);
	EXPECT_REGION(test, 0, 0x1000, 0x3000);
	EXPECT_REGION(test, 1, 0x6000, 0x4000);
}

static void remove_cuts_both_neighbours(struct kunit *test)
{
	add(0x1000, 0x2000);
	add(0x4000, 0x1000);
	add(0x6000, 0x2000);
	take(0x2000, 0x5000);
	KUNIT_EXPECT_EQ(test, mb.memory.cnt, 2);
	EXPECT_REGION(test, 0, 0x1000, 0x1000);
	EXPECT_REGION(test, 1, 0x7000, 0x1000);
}

static void remove_leaves_what_only_touches(struct kunit *test)
{
	add(0x1000, 0x1000);
	add(0x3000, 0x1000);
	take(0x2000, 0x1000);
	KUNIT_EXPECT_EQ(test, mb.memory.cnt, 2);
	EXPECT_REGION(test, 0, 0x1000, 0x1000);
	EXPECT_REGION(test, 1, 0x3000, 0x1000);
}

/* 4 GiB is 2^32: an end that 32 bits cannot hold. */

static void a_region_may_end_at_4_gib(struct kunit *test)
{
	add(0xfffff000, 0x1000);
	add(0xffffe000, 0x1000);
	KUNIT_EXPECT_EQ(test, mb.memory.cnt, 1);
	EXPECT_REGION(test, 0, 0xffffe000, 0x2000);
	KUNIT_EXPECT_TRUE(test, memblock_overlaps(&mb.memory, 0xfffff000, 0x1000));
	KUNIT_EXPECT_FALSE(test, memblock_overlaps(&mb.memory, 0, 0x1000));
	take(0xfffff000, 0x1000);
	EXPECT_REGION(test, 0, 0xffffe000, 0x1000);
}

static void free_memory_may_end_at_4_gib(struct kunit *test)
{
	phys_addr_t base, size;

	add(0xffff0000, 0x10000);
	reserve(0xffff4000, 0x4000);
	KUNIT_ASSERT_TRUE(test, memblock_next_free_in(&mb, 0xffff4000, &base, &size));
	KUNIT_EXPECT_EQ(test, base, 0xffff8000);
	KUNIT_EXPECT_EQ(test, size, 0x8000);
}

/* What is free */

static void overlaps_means_one_byte(struct kunit *test)
{
	add(0x2000, 0x1000);
	KUNIT_EXPECT_TRUE(test, memblock_overlaps(&mb.memory, 0x1000, 0x1001));
	KUNIT_EXPECT_TRUE(test, memblock_overlaps(&mb.memory, 0x2fff, 0x1000));
	KUNIT_EXPECT_FALSE(test, memblock_overlaps(&mb.memory, 0x1000, 0x1000));
	KUNIT_EXPECT_FALSE(test, memblock_overlaps(&mb.memory, 0x3000, 0x1000));
}

static void free_is_memory_without_what_is_reserved(struct kunit *test)
{
	static const struct memblock_region expected[] = { { 0x2000, 0x1000 },
							   { 0x4000, 0x1000 },
							   { 0x8000, 0x1000 },
							   { 0xb000, 0x1000 } };
	phys_addr_t base = 0, size = 0;
	unsigned int n = 0;

	add(0x1000, 0x4000);
	add(0x8000, 0x4000);
	reserve(0x1000, 0x1000);
	reserve(0x3000, 0x1000);
	reserve(0x9000, 0x2000);
	while (memblock_next_free_in(&mb, base + size, &base, &size)) {
		KUNIT_ASSERT_LT(test, n, ARRAY_SIZE(expected));
		KUNIT_EXPECT_EQ(test, base, expected[n].base);
		KUNIT_EXPECT_EQ(test, size, expected[n].size);
		n++;
	}
	KUNIT_EXPECT_EQ(test, n, ARRAY_SIZE(expected));
}

static void a_reservation_across_two_regions_hides_both(struct kunit *test)
{
	phys_addr_t base, size;

	add(0x1000, 0x1000);
	add(0x4000, 0x1000);
	reserve(0, 0x6000);
	KUNIT_EXPECT_FALSE(test, memblock_next_free_in(&mb, 0, &base, &size));
}

/* The place for an allocation */

static void the_highest_place_is_found(struct kunit *test)
{
	add(0x10000, 0x10000);
	add(0x40000, 0x10000);
	reserve(0x4e000, 0x1000);
	KUNIT_EXPECT_EQ(test, memblock_find_in(&mb, 0x1000, 0x1000), 0x4f000);
	KUNIT_EXPECT_EQ(test, memblock_find_in(&mb, 0x2000, 0x1000), 0x4c000);
	KUNIT_EXPECT_EQ(test, memblock_find_in(&mb, 0x10000, 0x1000), 0x10000);
}

static void alignment_is_kept(struct kunit *test)
{
	add(0x11000, 0x1f000);
	KUNIT_EXPECT_EQ(test, memblock_find_in(&mb, 0x1800, 0x1000), 0x2e000);
	KUNIT_EXPECT_EQ(test, memblock_find_in(&mb, 0x1000, 0x10000), 0x20000);
	KUNIT_EXPECT_EQ(test, memblock_find_in(&mb, 0x18000, 0x10000), 0);
}

static void the_limit_is_kept(struct kunit *test)
{
	add(0x10000, 0x10000);
	add(0x40000, 0x10000);
	mb.current_limit = 0x44000;
	KUNIT_EXPECT_EQ(test, memblock_find_in(&mb, 0x2000, 0x1000), 0x42000);
	KUNIT_EXPECT_EQ(test, memblock_find_in(&mb, 0x8000, 0x1000), 0x18000);
	mb.current_limit = 0x10000;
	KUNIT_EXPECT_EQ(test, memblock_find_in(&mb, 0x1000, 0x1000), 0);
}

static void no_place_is_0(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, memblock_find_in(&mb, 0x1000, 0x1000), 0);
	add(0x10000, 0x2000);
	KUNIT_EXPECT_EQ(test, memblock_find_in(&mb, 0x2001, 1), 0);
}

/* The kernel's own lists */

static void boot_lists_are_sorted_and_apart(struct kunit *test)
{
	const struct memblock_type *lists[] = { &memblock.memory, &memblock.reserved };

	for (unsigned int l = 0; l < ARRAY_SIZE(lists); l++) {
		KUNIT_EXPECT_GT(test, lists[l]->cnt, 0);
		for (unsigned int i = 1; i < lists[l]->cnt; i++) {
			const struct memblock_region *r = &lists[l]->regions[i];

			KUNIT_EXPECT_GT_MSG(test, (u64)r->base, (u64)r[-1].base + r[-1].size,
					    "%s %u", lists[l]->name, i);
		}
	}
}

/* Full */

static void fill(void)
{
	for (unsigned int i = 0; i < MEMBLOCK_MAX_REGIONS; i++)
		add(0x1000 + i * 0x2000, 0x1000);
}

static void a_full_list_still_merges(struct kunit *test)
{
	fill();
	add(0x2000, 0x1000);
	KUNIT_EXPECT_EQ(test, mb.memory.cnt, MEMBLOCK_MAX_REGIONS - 1);
	EXPECT_REGION(test, 0, 0x1000, 0x3000);
}

static void no_room_panics(struct kunit *test)
{
	memblock_alloc(0x7fffffff, 1);
}

static void a_full_list_panics(struct kunit *test)
{
	fill();
	add(0x80000000, 0x1000);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(regions_are_sorted),
	KUNIT_CASE(adjacent_regions_merge),
	KUNIT_CASE(overlapping_regions_merge),
	KUNIT_CASE(one_region_swallows_many),
	KUNIT_CASE(what_is_there_already_adds_nothing),
	KUNIT_CASE(size_0_adds_nothing),
	KUNIT_CASE(remove_from_the_middle_splits),
	KUNIT_CASE(remove_cuts_both_neighbours),
	KUNIT_CASE(remove_leaves_what_only_touches),
	KUNIT_CASE(a_region_may_end_at_4_gib),
	KUNIT_CASE(free_memory_may_end_at_4_gib),
	KUNIT_CASE(overlaps_means_one_byte),
	KUNIT_CASE(free_is_memory_without_what_is_reserved),
	KUNIT_CASE(a_reservation_across_two_regions_hides_both),
	KUNIT_CASE(the_highest_place_is_found),
	KUNIT_CASE(alignment_is_kept),
	KUNIT_CASE(the_limit_is_kept),
	KUNIT_CASE(no_place_is_0),
	KUNIT_CASE(boot_lists_are_sorted_and_apart),
	KUNIT_CASE(a_full_list_still_merges),
	KUNIT_CASE_PANIC(no_room_panics),
	KUNIT_CASE_PANIC(a_full_list_panics),
	{},
};

static struct kunit_suite memblock_suite = {
	.name = "memblock",
	.init = start_empty,
	.test_cases = cases,
};
kunit_test_suite(memblock_suite);
