// SPDX-License-Identifier: MIT
/* Tests of <linux/math64.h>, lib/div64.c, <linux/math.h>, lib/math.c and <linux/minmax.h>. */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/prandom.h>

static void dividing_64_by_32_bits(struct kunit *test)
{
	u64 n = 10000000000ull;
	u32 rest;

	KUNIT_EXPECT_EQ(test, div_u64(n, 7), 1428571428);
	KUNIT_EXPECT_TRUE(test, div_u64_rem(~0ull, 10, &rest) == 1844674407370955161ull);
	KUNIT_EXPECT_EQ(test, rest, 5);
	KUNIT_EXPECT_EQ(test, do_div(n, 1000), 0);
	KUNIT_EXPECT_EQ(test, n, 10000000);
	KUNIT_EXPECT_EQ(test, do_div(n, 3), 1);
	KUNIT_EXPECT_EQ(test, n, 3333333);
}

/* There is only one quotient with quotient * divisor + rest == dividend and rest < divisor. */
static void dividing_64_by_64_bits_adds_up(struct kunit *test)
{
	struct rnd_state rnd;
	int i;

	prandom_seed_state(&rnd, kunit_case_seed(test));
	for (i = 0; i < 2000; i++) {
		u64 dividend, divisor, rest, quotient;
		u32 shifts = prandom_u32_state(&rnd);

		prandom_bytes_state(&rnd, &dividend, sizeof(dividend));
		prandom_bytes_state(&rnd, &divisor, sizeof(divisor));
		dividend >>= shifts & 63;
		divisor = (divisor >> (shifts >> 8 & 63)) | 1;
		quotient = div64_u64_rem(dividend, divisor, &rest);
		KUNIT_ASSERT_TRUE(test, rest < divisor);
		KUNIT_ASSERT_TRUE(test, quotient * divisor + rest == dividend);
		KUNIT_ASSERT_TRUE(test, quotient <= dividend);
	}
}

static void the_largest_values_divide(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, div64_u64(~0ull, ~0ull), 1);
	KUNIT_EXPECT_EQ(test, div64_u64(~0ull - 1, ~0ull), 0);
	KUNIT_EXPECT_TRUE(test, div64_u64(~0ull, 1) == ~0ull);
	KUNIT_EXPECT_TRUE(test, div64_u64(~0ull, 1ull << 32) == 0xffffffff);
	KUNIT_EXPECT_EQ(test, div64_u64(~0ull, 0x8000000000000001ull), 1);
}

static void signed_division_rounds_towards_zero(struct kunit *test)
{
	s32 rest;

	KUNIT_EXPECT_EQ(test, div_s64(-7, 2), -3);
	KUNIT_EXPECT_EQ(test, div_s64(7, -2), -3);
	KUNIT_EXPECT_EQ(test, div_s64_rem(-7, 2, &rest), -3);
	KUNIT_EXPECT_EQ(test, rest, -1);
	KUNIT_EXPECT_EQ(test, div_s64_rem(7, -2, &rest), -3);
	KUNIT_EXPECT_EQ(test, rest, 1);
	KUNIT_EXPECT_EQ(test, div64_s64(-10000000000ll, 5000000000ll), -2);
	KUNIT_EXPECT_TRUE(test, div64_s64(S64_MIN, 1) == S64_MIN);
}

static void products_wider_than_64_bits(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, mul_u64_u32_shr(~0ull, 0xffffffff, 32) == 0xfffffffeffffffffull);
	KUNIT_EXPECT_TRUE(test, mul_u64_u32_shr(1000000007, 3 << 20, 20) == 3000000021ull);
	KUNIT_EXPECT_TRUE(test, mul_u64_u32_div(~0ull, 1000, 1000) == ~0ull);
	KUNIT_EXPECT_TRUE(test, mul_u64_u32_div(5000000000ull, 7, 5) == 7000000000ull);
}

static void rounding(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, DIV_ROUND_UP(10, 4), 3);
	KUNIT_EXPECT_EQ(test, DIV_ROUND_CLOSEST(10, 4), 3);
	KUNIT_EXPECT_EQ(test, DIV_ROUND_CLOSEST(-10, 4), -3);
	KUNIT_EXPECT_EQ(test, DIV_ROUND_CLOSEST(9u, 4), 2);
	KUNIT_EXPECT_EQ(test, round_up(4097, 4096), 8192);
	KUNIT_EXPECT_EQ(test, round_down(4097, 4096), 4096);
	KUNIT_EXPECT_EQ(test, roundup(10, 3), 12);
	KUNIT_EXPECT_EQ(test, rounddown(10, 3), 9);
	KUNIT_EXPECT_EQ(test, DIV_ROUND_UP_ULL(10000000001ull, 10), 1000000001);
	KUNIT_EXPECT_EQ(test, ALIGN(0x1001, 0x1000), 0x2000);
	KUNIT_EXPECT_EQ(test, ALIGN_DOWN(0x1fff, 0x1000), 0x1000);
	KUNIT_EXPECT_TRUE(test, IS_ALIGNED(0x2000, 0x1000));
}

static void mult_frac_does_not_overflow_halfway(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mult_frac(4000000000u, 3u, 4u), 3000000000u);
	KUNIT_EXPECT_EQ(test, reciprocal_scale(0xffffffff, 10), 9);
	KUNIT_EXPECT_EQ(test, reciprocal_scale(0, 10), 0);
}

static void square_roots_round_down(struct kunit *test)
{
	unsigned long x;

	for (x = 0; x < 1000; x++) {
		unsigned long root = int_sqrt(x);

		KUNIT_ASSERT_LE(test, root * root, x);
		KUNIT_ASSERT_GT(test, (root + 1) * (root + 1), x);
	}
	KUNIT_EXPECT_EQ(test, int_sqrt(0xffffffff), 65535);
	KUNIT_EXPECT_EQ(test, int_sqrt64(~0ull), 0xffffffff);
	KUNIT_EXPECT_EQ(test, int_sqrt64(1000000000000ull), 1000000);
	KUNIT_EXPECT_EQ(test, int_pow(10, 10), 10000000000ll);
}

static void smaller_and_larger(struct kunit *test)
{
	int a = 1, b = 2;

	KUNIT_EXPECT_EQ(test, min(a, b), 1);
	KUNIT_EXPECT_EQ(test, max(a, b), 2);
	KUNIT_EXPECT_EQ(test, max3(a, b, 7), 7);
	KUNIT_EXPECT_EQ(test, min3(a, b, -7), -7);
	KUNIT_EXPECT_EQ(test, min_t(unsigned int, -1, 5), 5);
	KUNIT_EXPECT_EQ(test, clamp(9, a, b), 2);
	KUNIT_EXPECT_EQ(test, clamp(-9, a, b), 1);
	KUNIT_EXPECT_EQ(test, min_not_zero(0, b), 2);
	KUNIT_EXPECT_EQ(test, abs(-3), 3);
	swap(a, b);
	KUNIT_EXPECT_EQ(test, a, 2);
}

static void arguments_are_evaluated_once(struct kunit *test)
{
	int n = 0;

	KUNIT_EXPECT_EQ(test, max(++n, 0), 1);
	KUNIT_EXPECT_EQ(test, clamp(++n, 0, 9), 2);
	KUNIT_EXPECT_EQ(test, abs(++n), 3);
	KUNIT_EXPECT_EQ(test, n, 3);
}

static struct kunit_case math64_cases[] = {
	KUNIT_CASE(dividing_64_by_32_bits),
	KUNIT_CASE(dividing_64_by_64_bits_adds_up),
	KUNIT_CASE(the_largest_values_divide),
	KUNIT_CASE(signed_division_rounds_towards_zero),
	KUNIT_CASE(products_wider_than_64_bits),
	KUNIT_CASE(rounding),
	KUNIT_CASE(mult_frac_does_not_overflow_halfway),
	KUNIT_CASE(square_roots_round_down),
	KUNIT_CASE(smaller_and_larger),
	KUNIT_CASE(arguments_are_evaluated_once),
	{},
};

static struct kunit_suite math64_suite = {
	.name = "math64",
	.test_cases = math64_cases,
};

kunit_test_suite(math64_suite);
