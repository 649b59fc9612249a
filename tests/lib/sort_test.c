// SPDX-License-Identifier: MIT
/* Tests of lib/sort.c. */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/prandom.h>
#include <linux/sort.h>

static int cmp_int(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

static void expect_sorted(struct kunit *test, const int *array, size_t n)
{
	size_t i;

	for (i = 1; i < n; i++)
		KUNIT_ASSERT_LE(test, array[i - 1], array[i]);
}

static void every_length_is_sorted_and_nothing_is_lost(struct kunit *test)
{
	int array[64];
	struct rnd_state rnd;
	size_t n, i;

	prandom_seed_state(&rnd, kunit_case_seed(test));
	for (n = 0; n < ARRAY_SIZE(array); n++) {
		u32 before = 0, after = 0;

		for (i = 0; i < n; i++) {
			array[i] = prandom_u32_state(&rnd) % 50 - 25;
			before += array[i] * array[i];
		}
		sort(array, n, sizeof(array[0]), cmp_int, NULL);
		for (i = 0; i < n; i++)
			after += array[i] * array[i];
		expect_sorted(test, array, n);
		KUNIT_ASSERT_EQ(test, after, before);
	}
}

static void sorted_and_reversed_arrays_are_sorted(struct kunit *test)
{
	int up[33], down[33];
	int i;

	for (i = 0; i < 33; i++) {
		up[i] = i;
		down[i] = -i;
	}
	sort(up, 33, sizeof(int), cmp_int, NULL);
	sort(down, 33, sizeof(int), cmp_int, NULL);
	expect_sorted(test, up, 33);
	expect_sorted(test, down, 33);
	KUNIT_EXPECT_EQ(test, down[0], -32);
}

struct odd {
	char key;
	char rest[2];
};

static int cmp_odd(const void *a, const void *b, const void *priv)
{
	int sign = *(const int *)priv;

	return sign * (((const struct odd *)a)->key - ((const struct odd *)b)->key);
}

static int swaps;

/* @priv is sort_r()'s. */
static void counting_swap(void *a, void *b, int size, const void *priv)
{
	swaps += *(const int *)priv == -1;
	swap(*(struct odd *)a, *(struct odd *)b);
}

static void odd_sizes_priv_and_a_swap_of_its_own(struct kunit *test)
{
	struct odd array[] = { { 'b', "b" }, { 'c', "c" }, { 'a', "a" } };
	int downwards = -1;

	swaps = 0;
	sort_r(array, 3, sizeof(array[0]), cmp_odd, counting_swap, &downwards);
	KUNIT_EXPECT_STREQ(test, array[0].rest, "c");
	KUNIT_EXPECT_STREQ(test, array[2].rest, "a");
	KUNIT_EXPECT_GT(test, swaps, 0);
}

static int cmp_keys(const void *a, const void *b)
{
	return ((const struct odd *)a)->key - ((const struct odd *)b)->key;
}

static void plain_swap(void *a, void *b, int size)
{
	swaps += size == sizeof(struct odd);
	swap(*(struct odd *)a, *(struct odd *)b);
}

static void a_sort_without_priv_has_a_swap_of_its_own_too(struct kunit *test)
{
	struct odd array[] = { { 'b', "b" }, { 'c', "c" }, { 'a', "a" } };

	swaps = 0;
	sort(array, 3, sizeof(array[0]), cmp_keys, plain_swap);
	KUNIT_EXPECT_STREQ(test, array[0].rest, "a");
	KUNIT_EXPECT_STREQ(test, array[2].rest, "c");
	KUNIT_EXPECT_GT(test, swaps, 0);
}

static struct kunit_case sort_cases[] = {
	KUNIT_CASE(every_length_is_sorted_and_nothing_is_lost),
	KUNIT_CASE(sorted_and_reversed_arrays_are_sorted),
	KUNIT_CASE(odd_sizes_priv_and_a_swap_of_its_own),
	KUNIT_CASE(a_sort_without_priv_has_a_swap_of_its_own_too),
	{},
};

static struct kunit_suite sort_suite = {
	.name = "sort",
	.test_cases = sort_cases,
};

kunit_test_suite(sort_suite);
