// SPDX-License-Identifier: MIT
/*
 * Tests of the test framework itself. Each runs a small suite, which is not registered, into a
 * buffer and reads what the runner wrote there. Seeds and the order of cases are kunit_order_test.c's,
 * reports are kunit_reports_test.c's.
 */
#include <k896/log.h>
#include <kunit/runner.h>
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>

#include "inner.h"

static int trace; /* what the inner suites did */

/* Two numbers that an inner case can spoil. They are back to 0 before the outer case ends. */
static long pretend_pages;
static int pretend_damage;

static long read_pretend_pages(void)
{
	return pretend_pages;
}

static int check_pretend_damage(void)
{
	return pretend_damage;
}

KUNIT_LEDGER("pretend_pages", NULL, read_pretend_pages);
KUNIT_INVARIANT("pretend_damage", check_pretend_damage);

static int init(struct kunit *test)
{
	begin_inner();
	trace = 0;
	return 0;
}

static void repair(struct kunit *test)
{
	pretend_pages = 0;
	pretend_damage = 0;
	end_inner();
}

/* Inner cases. */

static void passes(struct kunit *test)
{
	trace += 1;
}

static void expects_in_vain(struct kunit *test)
{
	int two = 2;

	KUNIT_EXPECT_EQ(test, two, 3);
	KUNIT_EXPECT_STREQ(test, "a", "b");
	KUNIT_EXPECT_TRUE_MSG(test, two == 3, "two is %d", two);
	KUNIT_EXPECT_NOT_ERR_OR_NULL(test, ERR_PTR(-ENOMEM));
	trace += 10;
}

static void assert_deep_down(struct kunit *test, int depth)
{
	if (depth)
		assert_deep_down(test, depth - 1);
	else
		KUNIT_ASSERT_NOT_NULL(test, NULL);
	trace += 1000;
}

static void asserts_in_vain(struct kunit *test)
{
	assert_deep_down(test, 3);
	trace += 1000;
}

static void skips(struct kunit *test)
{
	kunit_skip(test, "no %s here", "time");
	trace += 1000;
}

static void leaks(struct kunit *test)
{
	pretend_pages++;
}

static void damages(struct kunit *test)
{
	pretend_damage = -EINVAL;
}

static void returns(struct kunit *test)
{
	trace += 100;
}

static struct kunit_case inner_cases[] = {
	KUNIT_CASE(passes),	     KUNIT_CASE(expects_in_vain),
	KUNIT_CASE(asserts_in_vain), KUNIT_CASE(skips),
	KUNIT_CASE(leaks),	     KUNIT_CASE(damages),
	KUNIT_CASE_PANIC(returns),   {},
};

static struct kunit_suite inner = { .name = "inner", .test_cases = inner_cases };

static int suite_speaks(struct kunit_suite *suite)
{
	kunit_info(suite, "begins");
	return 0;
}

static void suite_says_goodbye(struct kunit_suite *suite)
{
	kunit_warn(suite, "ends after %d\n", trace);
}

/* The newline at the end of a line may be there or not. */
static void suites_and_cases_have_a_log(struct kunit *test)
{
	static struct kunit_suite talker = { .name = "talker",
					     .suite_init = suite_speaks,
					     .suite_exit = suite_says_goodbye,
					     .test_cases = inner_cases };
	u32 since = log_position();

	run(&talker, "talker.passes");
	KUNIT_EXPECT_STREQ(test, output,
			   "    KTAP version 1\n"
			   "    # Subtest: talker\n"
			   "    1..1\n"
			   "    # talker: begins\n"
			   "    ok 1 passes\n"
			   "    # talker: ends after 1\n"
			   "# talker: pass:1 fail:0 skip:0 total:1\n"
			   "ok 1 talker\n");
	kunit_err(&talker, "speaks when it is over\n");
	KUNIT_EXPECT_TRUE(test, log_contains(since, "# talker: speaks when it is over"));
}

static void a_passing_case_is_ok(struct kunit *test)
{
	struct kunit_totals totals = run(&inner, "inner.passes");

	KUNIT_EXPECT_EQ(test, totals.pass, 1);
	KUNIT_EXPECT_EQ(test, totals.fail, 0);
	KUNIT_EXPECT_STREQ(test, output,
			   "    KTAP version 1\n"
			   "    # Subtest: inner\n"
			   "    1..1\n"
			   "    ok 1 passes\n"
			   "# inner: pass:1 fail:0 skip:0 total:1\n"
			   "ok 1 inner\n");
}

static void a_failed_expectation_goes_on(struct kunit *test)
{
	struct kunit_totals totals = run(&inner, "inner.expects_in_vain");

	KUNIT_EXPECT_EQ(test, totals.fail, 1);
	KUNIT_EXPECT_EQ(test, trace, 10);
	EXPECT_SAYS(test, "    # expects_in_vain: EXPECTATION FAILED at " __FILE__ ":");
	EXPECT_SAYS(test, "    Expected two == 3, but\n        two == 2 (0x2)\n    #");
	EXPECT_SAYS(test, "    Expected \"a\" == \"b\", but\n");
	EXPECT_SAYS(test, "    Expected two == 3 to be true, but is false\n    two is 2\n");
	EXPECT_SAYS(test, "is not error, but is: -ENOMEM\n");
	EXPECT_SAYS(test, "    # reproduce: make test T=inner.expects_in_vain SEED=");
	EXPECT_SAYS(test, " MEM=");
	EXPECT_SAYS(test, "    not ok 1 expects_in_vain\n");
	EXPECT_SAYS(test, "\nnot ok 1 inner\n");
}

static void a_failed_assertion_ends_the_case(struct kunit *test)
{
	struct kunit_totals totals = run(&inner, "inner.asserts_in_vain");

	KUNIT_EXPECT_EQ(test, totals.fail, 1);
	KUNIT_EXPECT_EQ(test, trace, 0);
	EXPECT_SAYS(test, "    # asserts_in_vain: ASSERTION FAILED at " __FILE__ ":");
	EXPECT_SAYS(test, "    Expected NULL != NULL, but\n");
	EXPECT_SAYS(test, "    not ok 1 asserts_in_vain\n");
}

static void a_skipped_case_says_why(struct kunit *test)
{
	struct kunit_totals totals = run(&inner, "inner.skips");

	KUNIT_EXPECT_EQ(test, totals.skip, 1);
	KUNIT_EXPECT_EQ(test, trace, 0);
	EXPECT_SAYS(test, "    ok 1 skips # SKIP no time here\n");
}

static void a_leak_fails_the_case(struct kunit *test)
{
	struct kunit_totals totals = run(&inner, "inner.leaks");

	KUNIT_EXPECT_EQ(test, totals.fail, 1);
	EXPECT_SAYS(test, "    # leaks: LEAK pretend_pages: 0 before, 1 after\n");
	EXPECT_SAYS(test, "    not ok 1 leaks\n");
}

static void a_broken_invariant_fails_the_case(struct kunit *test)
{
	struct kunit_totals totals = run(&inner, "inner.damages");

	KUNIT_EXPECT_EQ(test, totals.fail, 1);
	EXPECT_SAYS(test, "    # damages: INVARIANT pretend_damage is broken: -22\n");
}

/* ---- choosing ---- */

static void patterns_have_commas_between_them(struct kunit *test)
{
	struct kunit_totals totals = run(&inner, "other,inner.sk*,inner.passes,");

	KUNIT_EXPECT_EQ(test, totals.pass, 1);
	KUNIT_EXPECT_EQ(test, totals.skip, 1);
	EXPECT_SAYS(test, "    ok 1 passes\n");
	EXPECT_SAYS(test, "    ok 2 skips # SKIP no time here\n");
}

static void a_case_that_must_panic_waits_for_its_full_name(struct kunit *test)
{
	struct kunit_totals totals = run(&inner, "inner.return*");

	KUNIT_EXPECT_EQ(test, totals.skip, 1);
	KUNIT_EXPECT_EQ(test, trace, 0);
	EXPECT_SAYS(test, "    ok 1 returns # SKIP must panic, runs alone\n");
}

static void a_case_that_must_panic_and_does_not_fails(struct kunit *test)
{
	struct kunit_totals totals = run(&inner, "inner.returns");

	KUNIT_EXPECT_EQ(test, totals.fail, 1);
	KUNIT_EXPECT_EQ(test, trace, 100);
	EXPECT_SAYS(test, "    # returns: returned, but must panic\n");
}

static void a_pattern_chooses_cases(struct kunit *test)
{
	struct kunit_totals totals = run(&inner, "in*.[ps]*s");

	KUNIT_EXPECT_EQ(test, totals.pass, 1);
	KUNIT_EXPECT_EQ(test, totals.fail, 0);
	KUNIT_EXPECT_EQ(test, totals.skip, 1);
	EXPECT_SAYS(test, "    1..2\n");
	EXPECT_SAYS(test, "    ok 1 passes\n");
	EXPECT_SAYS(test, "    ok 2 skips #");
}

/* init and exit around each case. */

static int note_init(struct kunit *test)
{
	trace = trace * 10 + 1;
	test->priv = &trace;
	return 0;
}

static void note_exit(struct kunit *test)
{
	trace = trace * 10 + (test->priv == &trace ? 3 : 9);
}

static void note_case(struct kunit *test)
{
	trace = trace * 10 + 2;
	KUNIT_ASSERT_TRUE(test, false);
}

static struct kunit_case noting_cases[] = {
	KUNIT_CASE(note_case),
	KUNIT_CASE(note_case),
	{},
};

static struct kunit_suite noting = {
	.name = "noting",
	.init = note_init,
	.exit = note_exit,
	.test_cases = noting_cases,
};

static void init_and_exit_surround_even_a_failed_case(struct kunit *test)
{
	struct kunit_totals totals = run(&noting, NULL);

	KUNIT_EXPECT_EQ(test, totals.fail, 2);
	KUNIT_EXPECT_EQ(test, trace, 123123);
}

static int fail_init(struct kunit *test)
{
	return -ENOMEM;
}

static struct kunit_suite uninitialised = {
	.name = "uninitialised",
	.init = fail_init,
	.exit = note_exit,
	.test_cases = inner_cases,
};

static void a_case_does_not_run_after_a_failed_init(struct kunit *test)
{
	struct kunit_totals totals = run(&uninitialised, "uninitialised.passes");

	KUNIT_EXPECT_EQ(test, totals.fail, 1);
	KUNIT_EXPECT_EQ(test, trace, 0);
	EXPECT_SAYS(test, "    # passes: failed to initialize: -12\n");
}

static int skip_in_init(struct kunit *test)
{
	kunit_skip(test, "no machine for it");
}

static int assert_in_init(struct kunit *test)
{
	KUNIT_ASSERT_TRUE(test, false);
	return 0;
}

static void an_init_may_skip_or_assert(struct kunit *test)
{
	struct kunit_suite unsure = uninitialised;

	unsure.init = skip_in_init;
	KUNIT_EXPECT_EQ(test, run(&unsure, "uninitialised.passes").skip, 1);
	EXPECT_SAYS(test, "    ok 1 passes # SKIP no machine for it\n");
	unsure.init = assert_in_init;
	KUNIT_EXPECT_EQ(test, run(&unsure, "uninitialised.passes").fail, 1);
	EXPECT_SAYS(test, "    # passes: ASSERTION FAILED at " __FILE__ ":");
	KUNIT_EXPECT_EQ(test, trace, 0);
}

/* Around the whole suite. */

static int leak_in_suite_init(struct kunit_suite *suite)
{
	pretend_pages += 2;
	return 0;
}

static struct kunit_suite leaking = {
	.name = "leaking",
	.suite_init = leak_in_suite_init,
	.test_cases = inner_cases,
};

static void a_leak_of_the_suite_is_no_leak_of_its_cases(struct kunit *test)
{
	struct kunit_totals totals = run(&leaking, "leaking.passes");

	KUNIT_EXPECT_EQ(test, totals.pass, 1);
	KUNIT_EXPECT_EQ(test, totals.fail, 1);
	EXPECT_SAYS(test, "    ok 1 passes\n");
	EXPECT_SAYS(test, "    # leaking: LEAK pretend_pages: 0 before, 2 after\n");
	EXPECT_SAYS(test, "\nnot ok 1 leaking\n");
}

/* Parameters. */

static const int numbers[] = { 3, 4, 5 };

static void describe(const int *number, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "number %d", *number);
}

KUNIT_ARRAY_PARAM(numbers, numbers, describe);

static void is_not_four(struct kunit *test)
{
	KUNIT_EXPECT_NE(test, *(const int *)test->param_value, 4);
}

static struct kunit_case param_cases[] = {
	KUNIT_CASE_PARAM(is_not_four, numbers_gen_params),
	{},
};

static struct kunit_suite params = { .name = "params", .test_cases = param_cases };

static void a_case_runs_once_for_each_parameter(struct kunit *test)
{
	struct kunit_totals totals = run(&params, NULL);

	KUNIT_EXPECT_EQ(test, totals.fail, 1);
	EXPECT_SAYS(test, "        # Subtest: is_not_four\n        1..3\n        ok 1 number 3\n");
	EXPECT_SAYS(test, "        not ok 2 number 4\n");
	EXPECT_SAYS(test, "        ok 3 number 5\n    not ok 1 is_not_four\n");
}

static void checks_evaluate_their_arguments_once(struct kunit *test)
{
	int n = 0;

	KUNIT_EXPECT_EQ(test, ++n, 1);
	KUNIT_EXPECT_TRUE(test, ++n == 2);
	KUNIT_EXPECT_EQ(test, n, 2);
}

static void checks_compare_as_c_does(struct kunit *test)
{
	u32 all = 0xffffffff;
	u64 wide = 1ull << 32;
	u8 byte = 255;

	KUNIT_EXPECT_EQ(test, all, -1);
	KUNIT_EXPECT_NE(test, wide, 0);
	KUNIT_EXPECT_GT(test, byte, -1);
	KUNIT_EXPECT_LT(test, -1, 1);
}

static void a_name_that_matches_nothing_is_an_error(struct kunit *test)
{
	struct seq_file out;
	int err;

	seq_init(&out, output, sizeof(output) - 1, NULL);
	err = kunit_run("no_such_suite", &out);
	output[out.count] = '\0';
	KUNIT_EXPECT_EQ(test, err, -ENOENT);
	KUNIT_EXPECT_STREQ(test, output, "# no test matches no_such_suite\n");
}

static struct kunit_case kunit_cases[] = {
	KUNIT_CASE(a_passing_case_is_ok),
	KUNIT_CASE(a_failed_expectation_goes_on),
	KUNIT_CASE(a_failed_assertion_ends_the_case),
	KUNIT_CASE(a_skipped_case_says_why),
	KUNIT_CASE(a_leak_fails_the_case),
	KUNIT_CASE(a_broken_invariant_fails_the_case),
	KUNIT_CASE(patterns_have_commas_between_them),
	KUNIT_CASE(a_case_that_must_panic_waits_for_its_full_name),
	KUNIT_CASE(a_case_that_must_panic_and_does_not_fails),
	KUNIT_CASE(a_pattern_chooses_cases),
	KUNIT_CASE(init_and_exit_surround_even_a_failed_case),
	KUNIT_CASE(a_case_does_not_run_after_a_failed_init),
	KUNIT_CASE(an_init_may_skip_or_assert),
	KUNIT_CASE(a_leak_of_the_suite_is_no_leak_of_its_cases),
	KUNIT_CASE(a_case_runs_once_for_each_parameter),
	KUNIT_CASE(suites_and_cases_have_a_log),
	KUNIT_CASE(checks_evaluate_their_arguments_once),
	KUNIT_CASE(checks_compare_as_c_does),
	KUNIT_CASE(a_name_that_matches_nothing_is_an_error),
	{},
};

static struct kunit_suite kunit_suite = {
	.name = "kunit",
	.init = init,
	.exit = repair,
	.test_cases = kunit_cases,
};

kunit_test_suite(kunit_suite);
