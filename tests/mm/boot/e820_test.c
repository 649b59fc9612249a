// SPDX-License-Identifier: MIT
/* Tests of mm/boot/e820.c: made-up memory maps. */
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/printk.h>

#include "mm/boot/e820.h"

#define RAM	 BOOT_RANGE_RAM
#define RESERVED 2
#define MIB	 (1ULL << 20)
#define GIB	 (1ULL << 30)

static struct memblock_type ram;
static struct boot_range out[2 * 70 - 1]; /* the longest map here, made flat */

static int start_empty(struct kunit *test)
{
	memset(&ram, 0, sizeof(ram));
	ram.name = "test";
	return 0;
}

#define FIND_RAM(limit, ...)                                                                       \
	do {                                                                                       \
		static const struct boot_range map[] = { __VA_ARGS__ };                            \
		e820_find_ram(&ram, out, e820_flatten(map, ARRAY_SIZE(map), out), limit);          \
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
	KUNIT_EXPECT_TRUE(
		test,
		log_contains(log,
			     "e820: 1024 MB of RAM above 4 GB cannot be used without PAE: [mem 0x0000000100000000-0x000000013fffffff] ignored"));
}

static void a_range_across_4_gib_is_cut_below_the_last_page(struct kunit *test)
{
	u32 log = log_position();

	FIND_RAM(4 * GIB, { GIB, 5 * GIB, RAM });
	KUNIT_EXPECT_EQ(test, ram.cnt, 1);
	EXPECT_RAM(test, 0, GIB, 4 * GIB - 0x1000);
	KUNIT_EXPECT_TRUE(
		test,
		log_contains(log,
			     "e820: 2048 MB of RAM above 4 GB cannot be used without PAE: [mem 0x0000000100000000-0x000000017fffffff] ignored"));
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

static void ram_that_ends_at_4_gib_is_not_called_lost(struct kunit *test)
{
	u32 log = log_position();

	FIND_RAM(4 * GIB, { GIB, 3 * GIB, RAM });
	EXPECT_RAM(test, 0, GIB, 4 * GIB - 0x1000);
	KUNIT_EXPECT_FALSE(test, log_contains(log, "above 4 GB"));
}

static void the_log_has_each_entry_with_its_type(struct kunit *test)
{
	static const struct boot_range map[] = {
		{ 0, 0x9fc00, 1 },    { 0x9fc00, 0x400, 2 },
		{ 4 * MIB, MIB, 3 },  { 5 * MIB, MIB, 4 },
		{ 6 * MIB, MIB, 5 },  { 7 * MIB, MIB, 0 },
		{ 8 * MIB, MIB, 77 }, { 9 * MIB, 0, 1 },
		{ 4 * GIB, GIB, 1 },  { 8 * GIB, ~0ULL - GIB, ~0U }
	};
	static const char *const lines[] = {
		"[mem 0x0000000000000000-0x000000000009fbff] usable",
		"[mem 0x000000000009fc00-0x000000000009ffff] reserved",
		"[mem 0x0000000000400000-0x00000000004fffff] ACPI data",
		"[mem 0x0000000000500000-0x00000000005fffff] ACPI NVS",
		"[mem 0x0000000000600000-0x00000000006fffff] unusable",
		"[mem 0x0000000000700000-0x00000000007fffff] reserved",
		"[mem 0x0000000000800000-0x00000000008fffff] reserved",
		"[mem 0x0000000100000000-0x000000013fffffff] usable",
		"[mem 0x0000000200000000-0xfffffffffffffffe] reserved",
	};
	u32 log = log_position();

	e820_print(map, ARRAY_SIZE(map));
	for (unsigned int i = 0; i < ARRAY_SIZE(lines); i++)
		KUNIT_EXPECT_EQ_MSG(test, log_count(log, lines[i]), 1U, "%s", lines[i]);
	KUNIT_EXPECT_EQ(test, log_count(log, "BIOS-e820: [mem "), 9U); /* the empty one is none */
}

/* ---- the flat map ---- */

#define ACPI 3

#define EXPECT_RANGE(test, i, from, to, kind)                                                      \
	do {                                                                                       \
		KUNIT_EXPECT_EQ(test, out[i].addr, (u64)(from));                                   \
		KUNIT_EXPECT_EQ(test, out[i].addr + out[i].size, (u64)(to));                       \
		KUNIT_EXPECT_EQ(test, out[i].type, (u32)(kind));                                   \
	} while (0)

/* RAM up to 256 MiB, its last 128 KiB listed again: they are the tables' and may be mapped. */
static void of_two_entries_for_one_place_the_larger_type_wins(struct kunit *test)
{
	static const struct boot_range map[] = { { 256 * MIB - 0x20000, 0x20000, ACPI },
						 { MIB, 255 * MIB, RAM },
						 { 64 * MIB, MIB, 77 } };

	KUNIT_ASSERT_EQ(test, e820_flatten(map, ARRAY_SIZE(map), out), 4U);
	EXPECT_RANGE(test, 0, MIB, 64 * MIB, RAM);
	EXPECT_RANGE(test, 1, 64 * MIB, 65 * MIB, RESERVED);
	EXPECT_RANGE(test, 2, 65 * MIB, 256 * MIB - 0x20000, RAM);
	EXPECT_RANGE(test, 3, 256 * MIB - 0x20000, 256 * MIB, ACPI);
}

static void neighbours_of_one_type_become_one_and_empty_ones_nothing(struct kunit *test)
{
	static const struct boot_range map[] = { { 0x1000, 0x1800, RAM },
						 { 0x2800, 0x800, RAM },
						 { 0, 0, RESERVED },
						 { 0x2000, 0, ACPI },
						 { 0x4000, ~0ULL, RESERVED } };

	KUNIT_ASSERT_EQ(test, e820_flatten(map, ARRAY_SIZE(map), out), 2U);
	EXPECT_RANGE(test, 0, 0x1000, 0x3000, RAM);
	EXPECT_RANGE(test, 1, 0x4000, ~0ULL, RESERVED);
}

/* 70 entries, every second one reserved, in falling order. */
static void a_long_map_is_read_to_its_end(struct kunit *test)
{
	static struct boot_range map[70];

	for (unsigned int i = 0; i < ARRAY_SIZE(map); i++)
		map[i] = (struct boot_range){ (100 - i) * MIB, MIB, i & 1 ? RESERVED : RAM };
	KUNIT_ASSERT_EQ(test, e820_flatten(map, ARRAY_SIZE(map), out), 70U);
	EXPECT_RANGE(test, 0, 31 * MIB, 32 * MIB, RESERVED);
	e820_find_ram(&ram, out, 70, 4 * GIB);
	KUNIT_EXPECT_EQ(test, ram.cnt, 35);
	EXPECT_RAM(test, 0, 32 * MIB, 33 * MIB);
	EXPECT_RAM(test, 34, 100 * MIB, 101 * MIB);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(ram_that_ends_at_4_gib_is_not_called_lost),
	KUNIT_CASE(the_log_has_each_entry_with_its_type),
	KUNIT_CASE(of_two_entries_for_one_place_the_larger_type_wins),
	KUNIT_CASE(neighbours_of_one_type_become_one_and_empty_ones_nothing),
	KUNIT_CASE(a_long_map_is_read_to_its_end),
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
