// SPDX-License-Identifier: MIT
/* Tests of lib/bitmap.c, lib/find_bit.c, <linux/bitops.h> and <linux/log2.h>. */
#include <kunit/test.h>
#include <linux/bitmap.h>
#include <linux/kernel.h>
#include <linux/prandom.h>

#define NBITS 77 /* not a multiple of anything */

static DECLARE_BITMAP(map, NBITS);
static DECLARE_BITMAP(other, NBITS);
static DECLARE_BITMAP(result, NBITS);

static int clear_maps(struct kunit *test)
{
	bitmap_zero(map, NBITS);
	bitmap_zero(other, NBITS);
	return 0;
}

static void atomic_bit_operations_reach_beyond_one_long(struct kunit *test)
{
	volatile long nr = 70; /* in a register, where a constant goes into the instruction */

	set_bit(nr, map);
	set_bit(5, map);
	KUNIT_EXPECT_EQ(test, map[2], 1ul << 6);
	KUNIT_EXPECT_EQ(test, map[0], 1ul << 5);
	KUNIT_EXPECT_TRUE(test, test_bit(nr, map));
	clear_bit(nr, map);
	KUNIT_EXPECT_FALSE(test, test_bit(nr, map));
	change_bit(nr, map);
	KUNIT_EXPECT_TRUE(test, test_bit(nr, map));
}

static void test_and_operations_return_the_old_bit(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, test_and_set_bit(40, map));
	KUNIT_EXPECT_TRUE(test, test_and_set_bit(40, map));
	KUNIT_EXPECT_TRUE(test, test_and_clear_bit(40, map));
	KUNIT_EXPECT_FALSE(test, test_and_clear_bit(40, map));
	KUNIT_EXPECT_FALSE(test, test_and_change_bit(40, map));
	KUNIT_EXPECT_TRUE(test, test_bit(40, map));
	KUNIT_EXPECT_TRUE(test, __test_and_clear_bit(40, map));
	KUNIT_EXPECT_FALSE(test, __test_and_set_bit(40, map));
	KUNIT_EXPECT_TRUE(test, __test_and_change_bit(40, map));
	KUNIT_EXPECT_TRUE(test, bitmap_empty(map, NBITS));
}

static void positions_of_bits_in_a_word(struct kunit *test)
{
	volatile unsigned long zero = 0, one = 1, top = 0x80000000, some = 0x00f0;

	KUNIT_EXPECT_EQ(test, ffs(zero), 0);
	KUNIT_EXPECT_EQ(test, ffs(some), 5);
	KUNIT_EXPECT_EQ(test, fls(zero), 0);
	KUNIT_EXPECT_EQ(test, fls(one), 1);
	KUNIT_EXPECT_EQ(test, fls(top), 32);
	KUNIT_EXPECT_EQ(test, __ffs(some), 4);
	KUNIT_EXPECT_EQ(test, __fls(some), 7);
	KUNIT_EXPECT_EQ(test, ffz(~some), 4);
	KUNIT_EXPECT_EQ(test, fls64((u64)some << 32), 40);
	KUNIT_EXPECT_EQ(test, fls64(some), 8);
	KUNIT_EXPECT_EQ(test, __ffs64((u64)some << 32), 36);
}

static void hweight_counts_bits(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, hweight32(0), 0);
	KUNIT_EXPECT_EQ(test, hweight32(~0u), 32);
	KUNIT_EXPECT_EQ(test, hweight32(0x80000001), 2);
	KUNIT_EXPECT_EQ(test, hweight8(0xff5), 6);
	KUNIT_EXPECT_EQ(test, hweight64(~0ull), 64);
}

static void logarithms(struct kunit *test)
{
	volatile unsigned long n = 5;

	KUNIT_EXPECT_EQ(test, ilog2(n), 2);
	KUNIT_EXPECT_EQ(test, ilog2(4096), 12);
	KUNIT_EXPECT_EQ(test, ilog2((u64)n << 32), 34);
	KUNIT_EXPECT_EQ(test, roundup_pow_of_two(n), 8);
	KUNIT_EXPECT_EQ(test, roundup_pow_of_two(8), 8);
	KUNIT_EXPECT_EQ(test, roundup_pow_of_two(1), 1);
	KUNIT_EXPECT_EQ(test, rounddown_pow_of_two(n), 4);
	KUNIT_EXPECT_EQ(test, order_base_2(n), 3);
	KUNIT_EXPECT_EQ(test, order_base_2(8), 3);
	KUNIT_EXPECT_EQ(test, order_base_2(1), 0);
	KUNIT_EXPECT_TRUE(test, is_power_of_2(64));
	KUNIT_EXPECT_FALSE(test, is_power_of_2(0));
	KUNIT_EXPECT_FALSE(test, is_power_of_2(n));
	KUNIT_EXPECT_EQ(test, bits_per(n), 3);
	KUNIT_EXPECT_EQ(test, get_count_order(n), 3);
}

static void masks_and_rotations(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, GENMASK(5, 3), 0x38);
	KUNIT_EXPECT_EQ(test, GENMASK(31, 0), 0xffffffff);
	KUNIT_EXPECT_TRUE(test, GENMASK_ULL(39, 36) == 0xf000000000ull);
	KUNIT_EXPECT_EQ(test, rol32(0x80000001, 4), 0x18);
	KUNIT_EXPECT_EQ(test, ror32(0x18, 4), 0x80000001);
	KUNIT_EXPECT_EQ(test, sign_extend32(0xff, 7), -1);
}

static void set_and_clear_runs_of_every_length(struct kunit *test)
{
	unsigned int start, len, bit;

	for (start = 0; start < NBITS; start += 3) {
		for (len = 0; start + len <= NBITS; len += 2) {
			bitmap_zero(map, NBITS);
			bitmap_set(map, start, len);
			KUNIT_ASSERT_EQ(test, bitmap_weight(map, NBITS), len);
			for (bit = start; bit < start + len; bit++)
				KUNIT_ASSERT_TRUE(test, test_bit(bit, map));
			bitmap_fill(other, NBITS);
			bitmap_clear(other, start, len);
			bitmap_complement(result, other, NBITS);
			KUNIT_ASSERT_TRUE(test, bitmap_equal(map, result, NBITS));
		}
	}
}

static void searches_agree_with_looking_at_every_bit(struct kunit *test)
{
	struct rnd_state rnd;
	unsigned int from, bit, zero, both;

	prandom_seed_state(&rnd, kunit_case_seed(test));
	prandom_bytes_state(&rnd, map, sizeof(map));
	prandom_bytes_state(&rnd, other, sizeof(other));
	bitmap_clear(map, 20, 40);
	for (from = 0; from <= NBITS; from++) {
		for (bit = from; bit < NBITS && !test_bit(bit, map); bit++)
			;
		for (zero = from; zero < NBITS && test_bit(zero, map); zero++)
			;
		for (both = from; both < NBITS && !(test_bit(both, map) && test_bit(both, other));
		     both++)
			;
		KUNIT_ASSERT_EQ(test, find_next_bit(map, NBITS, from), bit);
		KUNIT_ASSERT_EQ(test, find_next_zero_bit(map, NBITS, from), zero);
		KUNIT_ASSERT_EQ(test, find_next_and_bit(map, other, NBITS, from), both);
	}
}

static void find_last_bit_finds_the_highest(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, find_last_bit(map, NBITS), NBITS);
	set_bit(3, map);
	KUNIT_EXPECT_EQ(test, find_last_bit(map, NBITS), 3);
	set_bit(64, map);
	KUNIT_EXPECT_EQ(test, find_last_bit(map, NBITS), 64);
	KUNIT_EXPECT_EQ(test, find_last_bit(map, 64), 3);
}

static void bits_behind_the_end_do_not_count(struct kunit *test)
{
	map[2] = ~0ul << (NBITS % 32);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(map, NBITS));
	KUNIT_EXPECT_TRUE(test, bitmap_equal(map, other, NBITS));
	KUNIT_EXPECT_TRUE(test, bitmap_subset(map, other, NBITS));
	KUNIT_EXPECT_FALSE(test, bitmap_intersects(map, map, NBITS));
	KUNIT_EXPECT_FALSE(test, bitmap_and(result, map, map, NBITS));
	KUNIT_EXPECT_EQ(test, bitmap_weight(map, NBITS), 0);
}

static void sets_of_bits(struct kunit *test)
{
	bitmap_set(map, 10, 40);
	bitmap_set(other, 40, 30);
	KUNIT_EXPECT_TRUE(test, bitmap_and(result, map, other, NBITS));
	KUNIT_EXPECT_EQ(test, bitmap_weight(result, NBITS), 10);
	KUNIT_EXPECT_TRUE(test, bitmap_subset(result, map, NBITS));
	KUNIT_EXPECT_FALSE(test, bitmap_subset(map, result, NBITS));
	bitmap_or(result, map, other, NBITS);
	KUNIT_EXPECT_EQ(test, bitmap_weight(result, NBITS), 60);
	bitmap_xor(result, map, other, NBITS);
	KUNIT_EXPECT_EQ(test, bitmap_weight(result, NBITS), 50);
	KUNIT_EXPECT_TRUE(test, bitmap_andnot(result, map, other, NBITS));
	KUNIT_EXPECT_EQ(test, bitmap_weight(result, NBITS), 30);
	bitmap_copy(result, map, NBITS);
	KUNIT_EXPECT_TRUE(test, bitmap_equal(result, map, NBITS));
	bitmap_fill(result, NBITS);
	KUNIT_EXPECT_TRUE(test, bitmap_full(result, NBITS));
}

static void loops_visit_set_and_clear_bits(struct kunit *test)
{
	unsigned int bit, sum = 0, clear = 0;

	set_bit(0, map);
	set_bit(33, map);
	set_bit(76, map);
	for_each_set_bit(bit, map, NBITS)
		sum += bit;
	for_each_clear_bit(bit, map, NBITS)
		clear++;
	KUNIT_EXPECT_EQ(test, sum, 109);
	KUNIT_EXPECT_EQ(test, clear, NBITS - 3);
}

static void zero_areas_are_found_and_aligned(struct kunit *test)
{
	bitmap_set(map, 0, 5);
	bitmap_set(map, 12, 4);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(map, NBITS, 0, 7, 0), 5);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(map, NBITS, 0, 8, 0), 16);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(map, NBITS, 0, 4, 7), 8);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(map, NBITS, 9, 3, 3), 16);
	KUNIT_EXPECT_EQ(test, bitmap_find_next_zero_area(map, NBITS, 0, 61, 0), 16);
	KUNIT_EXPECT_GT(test, bitmap_find_next_zero_area(map, NBITS, 0, 62, 0), NBITS);
}

static struct kunit_case bitmap_cases[] = {
	KUNIT_CASE(atomic_bit_operations_reach_beyond_one_long),
	KUNIT_CASE(test_and_operations_return_the_old_bit),
	KUNIT_CASE(positions_of_bits_in_a_word),
	KUNIT_CASE(hweight_counts_bits),
	KUNIT_CASE(logarithms),
	KUNIT_CASE(masks_and_rotations),
	KUNIT_CASE(set_and_clear_runs_of_every_length),
	KUNIT_CASE(searches_agree_with_looking_at_every_bit),
	KUNIT_CASE(find_last_bit_finds_the_highest),
	KUNIT_CASE(bits_behind_the_end_do_not_count),
	KUNIT_CASE(sets_of_bits),
	KUNIT_CASE(loops_visit_set_and_clear_bits),
	KUNIT_CASE(zero_areas_are_found_and_aligned),
	{},
};

static struct kunit_suite bitmap_suite = {
	.name = "bitmap",
	.init = clear_maps,
	.test_cases = bitmap_cases,
};

kunit_test_suite(bitmap_suite);
