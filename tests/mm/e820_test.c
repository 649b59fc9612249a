// SPDX-License-Identifier: MIT
/* Tests of mm/e820.c: made-up memory maps. */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/printk.h>

#include "../../mm/e820.h"

#define RAM	 BOOT_RANGE_RAM
#define RESERVED 2
#define MIB	 (1ULL << 20)
#define GIB	 (1ULL << 30)

static struct memblock_type ram;

static int start_empty(struct kunit *test)
{
	memset(&ram, 0, sizeof(ram));
	ram.name = "test";
	return 0;
}

#define FIND_RAM(limit, ...)                                                                       \
	do {                                                                                       \
		static const struct boot_range map[] = { __VA_ARGS__ };                            \
		e820_find_ram(&ram, map, ARRAY_SIZE(map), limit);                                  \
	} while (0)

#define EXPECT_RAM(test, i, from, to)                                                              \
	do {                                                                                       \
		KUNIT_ASSERT_GT(test, ram.cnt, (unsigned int)(i));                                 \
		KUNIT_EXPECT_EQ(test, (u64)ram.regions[i].base, (u64)(from));                      \
		KUNIT_EXPECT_EQ(test, (u64)ram.regions[i].base + ram.regions[i].size, (u64)(to));  \
	} while (0)

static void a_pc_has_two_ranges(struct kunit *test)
{
	FIND_RAM(4 * GIB, { 0, 0x9fc00, RAM }, { 0x9fc00, 0x400, RESERVED },
		 { 0xf0000, 0x10000, RESERVED }, { MIB, 63 * MIB - 0x20000, RAM },
		 { 64 * MIB - 0x20000, 0x20000, RESERVED });
	KUNIT_EXPECT_EQ(test, ram.cnt, 2);
	EXPECT_RAM(test, 0, 0x1000, 0x9f000);
	EXPECT_RAM(test, 1, MIB, 64 * MIB - 0x20000);
}

static void entries_may_come_in_any_order(struct kunit *test)
{
	FIND_RAM(4 * GIB, { 32 * MIB, MIB, RAM }, { 40 * MIB, MIB, RAM }, { 16 * MIB, MIB, RAM });
	KUNIT_EXPECT_EQ(test, ram.cnt, 3);
	EXPECT_RAM(test, 0, 16 * MIB, 17 * MIB);
	EXPECT_RAM(test, 2, 40 * MIB, 41 * MIB);
}

static void overlapping_ram_counts_once(struct kunit *test)
{
	FIND_RAM(4 * GIB, { 16 * MIB, 8 * MIB, RAM }, { 20 * MIB, 8 * MIB, RAM });
	KUNIT_EXPECT_EQ(test, ram.cnt, 1);
	EXPECT_RAM(test, 0, 16 * MIB, 28 * MIB);
}

static void only_whole_pages_are_ram(struct kunit *test)
{
	FIND_RAM(4 * GIB, { 16 * MIB + 1, 2 * MIB, RAM }, { 32 * MIB + 1, 0xffe, RAM });
	KUNIT_EXPECT_EQ(test, ram.cnt, 1);
	EXPECT_RAM(test, 0, 16 * MIB + 0x1000, 18 * MIB);
}

/* Whichever comes first in the map. */
static void what_another_entry_claims_is_no_ram(struct kunit *test)
{
	FIND_RAM(4 * GIB, { 20 * MIB, MIB, RESERVED }, { 16 * MIB, 16 * MIB, RAM },
		 { 24 * MIB, MIB, 4 });
	KUNIT_EXPECT_EQ(test, ram.cnt, 3);
	EXPECT_RAM(test, 0, 16 * MIB, 20 * MIB);
	EXPECT_RAM(test, 1, 21 * MIB, 24 * MIB);
	EXPECT_RAM(test, 2, 25 * MIB, 32 * MIB);
}

static void a_byte_claimed_costs_the_page(struct kunit *test)
{
	FIND_RAM(4 * GIB, { 16 * MIB, MIB, RAM }, { 16 * MIB + 0x1fff, 2, RESERVED });
	KUNIT_EXPECT_EQ(test, ram.cnt, 2);
	EXPECT_RAM(test, 0, 16 * MIB, 16 * MIB + 0x1000);
	EXPECT_RAM(test, 1, 16 * MIB + 0x3000, 17 * MIB);
}

static void an_empty_claim_costs_nothing(struct kunit *test)
{
	FIND_RAM(4 * GIB, { 16 * MIB, MIB, RAM }, { 16 * MIB + 0x1800, 0, RESERVED });
	KUNIT_EXPECT_EQ(test, ram.cnt, 1);
}

static void the_legacy_hole_is_no_ram(struct kunit *test)
{
	FIND_RAM(4 * GIB, { 0, 16 * MIB, RAM });
	KUNIT_EXPECT_EQ(test, ram.cnt, 2);
	EXPECT_RAM(test, 0, 0x1000, 0xa0000);
	EXPECT_RAM(test, 1, MIB, 16 * MIB);
}

static void the_limit_cuts(struct kunit *test)
{
	FIND_RAM(24 * MIB + 5, { MIB, 31 * MIB, RAM }, { 48 * MIB, MIB, RAM });
	KUNIT_EXPECT_EQ(test, ram.cnt, 1);
	EXPECT_RAM(test, 0, MIB, 24 * MIB);
}

static void ram_above_4_gib_is_lost_and_said(struct kunit *test)
{
	u32 log = log_position();

	FIND_RAM(4 * GIB, { MIB, 63 * MIB, RAM }, { 4 * GIB, GIB, RAM });
	KUNIT_EXPECT_EQ(test, ram.cnt, 1);
	EXPECT_RAM(test, 0, MIB, 64 * MIB);
	KUNIT_EXPECT_TRUE(test, log_contains(log, "1024 MB of RAM above 4 GB"));
}

static void a_range_across_4_gib_is_cut_below_the_last_page(struct kunit *test)
{
	u32 log = log_position();

	FIND_RAM(4 * GIB, { GIB, 5 * GIB, RAM });
	KUNIT_EXPECT_EQ(test, ram.cnt, 1);
	EXPECT_RAM(test, 0, GIB, 4 * GIB - 0x1000);
	KUNIT_EXPECT_TRUE(test, log_contains(log, "2048 MB of RAM above 4 GB"));
}

static void the_bios_at_the_very_top_is_no_ram(struct kunit *test)
{
	FIND_RAM(4 * GIB, { GIB, 3 * GIB, RAM }, { 0xfffc0000, 0x40000, RESERVED });
	KUNIT_EXPECT_EQ(test, ram.cnt, 1);
	EXPECT_RAM(test, 0, GIB, 0xfffc0000);
}

static void a_size_that_wraps_around_ends_at_the_top(struct kunit *test)
{
	FIND_RAM(4 * GIB, { 16 * MIB, ~0ULL, RAM }, { 32 * MIB, ~0ULL, RESERVED });
	KUNIT_EXPECT_EQ(test, ram.cnt, 1);
	EXPECT_RAM(test, 0, 16 * MIB, 32 * MIB);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_pc_has_two_ranges),
	KUNIT_CASE(entries_may_come_in_any_order),
	KUNIT_CASE(overlapping_ram_counts_once),
	KUNIT_CASE(only_whole_pages_are_ram),
	KUNIT_CASE(what_another_entry_claims_is_no_ram),
	KUNIT_CASE(a_byte_claimed_costs_the_page),
	KUNIT_CASE(an_empty_claim_costs_nothing),
	KUNIT_CASE(the_legacy_hole_is_no_ram),
	KUNIT_CASE(the_limit_cuts),
	KUNIT_CASE(ram_above_4_gib_is_lost_and_said),
	KUNIT_CASE(a_range_across_4_gib_is_cut_below_the_last_page),
	KUNIT_CASE(the_bios_at_the_very_top_is_no_ram),
	KUNIT_CASE(a_size_that_wraps_around_ends_at_the_top),
	{},
};

static struct kunit_suite e820_suite = {
	.name = "e820",
	.init = start_empty,
	.test_cases = cases,
};
kunit_test_suite(e820_suite);
