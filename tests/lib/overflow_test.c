// SPDX-License-Identifier: MIT
/* Tests of <linux/overflow.h>. */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/overflow.h>

static void additions_that_do_not_fit(struct kunit *test)
{
	u8 byte;
	int sum;

	KUNIT_EXPECT_FALSE(test, check_add_overflow(200, 55, &byte));
	KUNIT_EXPECT_EQ(test, byte, 255);
	KUNIT_EXPECT_TRUE(test, check_add_overflow(200, 56, &byte));
	KUNIT_EXPECT_EQ(test, byte, 0);
	KUNIT_EXPECT_TRUE(test, check_add_overflow(INT_MAX, 1, &sum));
	KUNIT_EXPECT_EQ(test, sum, INT_MIN);
}

static void subtractions_that_do_not_fit(struct kunit *test)
{
	u32 difference;

	KUNIT_EXPECT_FALSE(test, check_sub_overflow(5u, 5u, &difference));
	KUNIT_EXPECT_TRUE(test, check_sub_overflow(5u, 6u, &difference));
	KUNIT_EXPECT_EQ(test, difference, 0xffffffff);
}

static void multiplications_that_do_not_fit(struct kunit *test)
{
	u32 product;
	u64 wide;

	KUNIT_EXPECT_FALSE(test, check_mul_overflow(65535u, 65537u, &product));
	KUNIT_EXPECT_EQ(test, product, 0xffffffff);
	KUNIT_EXPECT_TRUE(test, check_mul_overflow(65536u, 65536u, &product));
	KUNIT_EXPECT_FALSE(test, check_mul_overflow(0xffffffffull, 0xffffffffull, &wide));
	KUNIT_EXPECT_TRUE(test, check_mul_overflow(1ull << 32, 1ull << 32, &wide));
}

static void sizes_saturate(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, size_add(SIZE_MAX, 1), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, size_mul(SIZE_MAX / 2, 3), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, size_sub(1, 2), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, size_sub(SIZE_MAX, 1), SIZE_MAX);
	KUNIT_EXPECT_EQ(test, size_sub(5, 2), 3);
	KUNIT_EXPECT_EQ(test, array_size(3, 4), 12);
	KUNIT_EXPECT_EQ(test, array3_size(1 << 16, 1 << 16, 0), 0);
	KUNIT_EXPECT_EQ(test, array3_size(1 << 16, 1 << 15, 4), SIZE_MAX);
}

struct trail {
	u32 length;
	u16 steps[];
};

static void struct_size_counts_the_tail(struct kunit *test)
{
	struct trail *trail = NULL;

	KUNIT_EXPECT_EQ(test, struct_size(trail, steps, 5), 14);
	KUNIT_EXPECT_EQ(test, flex_array_size(trail, steps, 5), 10);
	KUNIT_EXPECT_EQ(test, struct_size(trail, steps, SIZE_MAX / 2), SIZE_MAX);
}

static struct kunit_case overflow_cases[] = {
	KUNIT_CASE(additions_that_do_not_fit),	     KUNIT_CASE(subtractions_that_do_not_fit),
	KUNIT_CASE(multiplications_that_do_not_fit), KUNIT_CASE(sizes_saturate),
	KUNIT_CASE(struct_size_counts_the_tail),     {},
};

static struct kunit_suite overflow_suite = {
	.name = "overflow",
	.test_cases = overflow_cases,
};

kunit_test_suite(overflow_suite);
