// SPDX-License-Identifier: MIT
/* Tests of what the seed gives in the runner: the random numbers of a case, and the order of cases. */
#include <k896/skew.h>
#include <kunit/runner.h>
#include <kunit/test.h>
#include <linux/kernel.h>

#include "inner.h"

/* ---- seeds ---- */

static u64 seeds[2];
static unsigned int noted;

static int init(struct kunit *test)
{
	begin_inner();
	noted = 0;
	return 0;
}

static void fini(struct kunit *test)
{
	end_inner();
}

static void note_seed(struct kunit *test)
{
	seeds[noted++ & 1] = kunit_case_seed(test);
}

static void note_seed_too(struct kunit *test)
{
	note_seed(test);
}

static struct kunit_case seed_cases[] = {
	KUNIT_CASE(note_seed),
	KUNIT_CASE(note_seed_too),
	{},
};
static struct kunit_suite seeding = { .name = "seeding", .test_cases = seed_cases };

static void each_case_has_its_own_steady_seed(struct kunit *test)
{
	u64 first, seed = kunit_seed;

	run(&seeding, NULL);
	first = seeds[0];
	KUNIT_EXPECT_TRUE(test, seeds[0] != seeds[1]);
	run(&seeding, NULL);
	KUNIT_EXPECT_TRUE(test, seeds[0] == first);

	kunit_seed = seed + 1;
	run(&seeding, NULL);
	kunit_seed = seed;
	KUNIT_EXPECT_TRUE(test, seeds[0] != first);
}

/* ---- another order ---- */

static char order[32]; /* a letter a case, as they ran */

static void note(char c)
{
	size_t len = strlen(order);

	order[len] = c;
	order[len + 1] = '\0';
}

#define LETTER(c)                                                                                  \
	static void letter_##c(struct kunit *test)                                                 \
	{                                                                                          \
		note(#c[0]);                                                                       \
	}
LETTER(a)
LETTER(b)
LETTER(c)
LETTER(d)
LETTER(e)
LETTER(f)

static struct kunit_case letter_cases[] = {
	KUNIT_CASE(letter_a),
	KUNIT_CASE(letter_b),
	KUNIT_CASE(letter_c),
	KUNIT_CASE(letter_d),
	KUNIT_CASE(letter_e),
	KUNIT_CASE(letter_f),
	{},
};

static struct kunit_suite letters = { .name = "letters", .test_cases = letter_cases };

/* The seed is the run's own again afterwards. */
static struct kunit_totals run_shuffled(struct kunit_suite *suite, u64 seed)
{
	struct kunit_totals totals;
	u64 own = kunit_seed;

	kunit_seed = seed;
	kunit_shuffled = true;
	order[0] = '\0';
	totals = run(suite, NULL);
	kunit_shuffled = false;
	kunit_seed = own;
	return totals;
}

static void cases_are_in_their_own_order_where_nobody_asks(struct kunit *test)
{
	order[0] = '\0';
	run(&letters, NULL);
	KUNIT_EXPECT_STREQ(test, order, "abcdef");
}

static void a_seed_is_an_order_of_all_cases_and_the_plan_is_kept(struct kunit *test)
{
	char first[sizeof(order)], seen[] = "......";

	KUNIT_EXPECT_EQ(test, run_shuffled(&letters, 1).pass, 6);
	strscpy(first, order, sizeof(first));
	for (const char *c = order; *c; c++)
		seen[*c - 'a'] = *c;
	KUNIT_EXPECT_STREQ(test, seen, "abcdef");
	EXPECT_SAYS(test, "    1..6\n    ok 1 letter_");
	EXPECT_SAYS(test, "    ok 6 letter_");
	run_shuffled(&letters, 1);
	KUNIT_EXPECT_STREQ(test, order, first);
}

static void seeds_give_orders_with_each_case_in_each_place(struct kunit *test)
{
	bool been[6][6] = {};
	int places = 0;

	for (u64 seed = 0; seed < 100; seed++) {
		run_shuffled(&letters, seed);
		for (int place = 0; place < 6; place++)
			been[place][order[place] - 'a'] = true;
	}
	for (int i = 0; i < 36; i++)
		places += been[i / 6][i % 6];
	KUNIT_EXPECT_EQ(test, places, 36);
}

static bool prepared;

static void prepares(struct kunit *test)
{
	prepared = true;
}

static void rests_on_what_prepares_left(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, prepared);
}

static struct kunit_case ordered_cases[] = {
	KUNIT_CASE(prepares),
	KUNIT_CASE(rests_on_what_prepares_left),
	{},
};

static struct kunit_suite ordered = { .name = "ordered", .test_cases = ordered_cases };

static void a_case_that_rests_on_another_fails_in_some_orders(struct kunit *test)
{
	int failed = 0;

	for (u64 seed = 0; seed < 50; seed++) {
		prepared = false;
		failed += run_shuffled(&ordered, seed).fail;
	}
	KUNIT_EXPECT_GT(test, failed, 10);
	KUNIT_EXPECT_LT(test, failed, 40);
	prepared = false;
	KUNIT_EXPECT_EQ(test, run(&ordered, NULL).fail, 0);
}

static void fails(struct kunit *test)
{
	KUNIT_FAIL(test, "as it must\n");
}

static struct kunit_case failing_cases[] = { KUNIT_CASE(fails), {} };
static struct kunit_suite failing = { .name = "failing", .test_cases = failing_cases };

static void a_failure_in_another_order_is_repeated_by_the_whole_run(struct kunit *test)
{
	char line[80];

	run_shuffled(&failing, 7);
	snprintf(line, sizeof(line),
		 "# reproduce: make test T='*' SEED=7 SKEW=%lu MEM=", skew_instructions);
	EXPECT_SAYS(test, line);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(each_case_has_its_own_steady_seed),
	KUNIT_CASE(cases_are_in_their_own_order_where_nobody_asks),
	KUNIT_CASE(a_seed_is_an_order_of_all_cases_and_the_plan_is_kept),
	KUNIT_CASE(seeds_give_orders_with_each_case_in_each_place),
	KUNIT_CASE(a_case_that_rests_on_another_fails_in_some_orders),
	KUNIT_CASE(a_failure_in_another_order_is_repeated_by_the_whole_run),
	{},
};

static struct kunit_suite suite = {
	.name = "kunit_order",
	.init = init,
	.exit = fini,
	.test_cases = cases,
};
kunit_test_suite(suite);
