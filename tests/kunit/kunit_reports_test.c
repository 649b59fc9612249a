// SPDX-License-Identifier: MIT
/* Tests of what the runner does about reports of the kernel: one that a case does not account for fails it. */
#include <kunit/test.h>
#include <linux/bug.h>
#include <linux/init.h>
#include <linux/panic.h>

#include "inner.h"

static int init(struct kunit *test)
{
	begin_inner();
	return 0;
}

static void fini(struct kunit *test)
{
	end_inner();
}

/* ---- inner cases ---- */

static void passes(struct kunit *test)
{
}

static void warns(struct kunit *test)
{
	WARN(1, "a planted warning\n");
}

static void warns_as_it_says(struct kunit *test)
{
	WARN(1, "a planted warning\n");
	KUNIT_EXPECT_REPORTS(test, 1);
}

static void warns_once_too_often(struct kunit *test)
{
	warns_as_it_says(test);
	WARN(1, "a planted warning\n");
}

static void accounts_for_the_second_only(struct kunit *test)
{
	unsigned int since;

	WARN(1, "a planted warning\n");
	since = report_count;
	WARN(1, "a planted warning\n");
	KUNIT_EXPECT_REPORTS_SINCE(test, since, 1);
}

static void expects_a_warning_in_vain(struct kunit *test)
{
	KUNIT_EXPECT_REPORTS(test, 1);
}

static void accepts_what_comes(struct kunit *test)
{
	warns(test);
	warns(test);
	kunit_accept_reports(test);
}

static void a_case_passes_if(struct kunit *test, void (*fn)(struct kunit *), int passes,
			     int reports)
{
	struct kunit_case reporting_cases[] = { KUNIT_CASE(fn), {} };
	struct kunit_suite reporting = { .name = "reporting", .test_cases = reporting_cases };
	struct kunit_totals totals = run(&reporting, NULL);

	KUNIT_EXPECT_EQ(test, totals.pass, passes);
	KUNIT_EXPECT_EQ(test, totals.fail, !passes);
	KUNIT_EXPECT_REPORTS(test, reports);
}

static void an_unexpected_report_fails_the_case(struct kunit *test)
{
	a_case_passes_if(test, warns, 0, 1);
	EXPECT_SAYS(test, "    # fn: UNEXPECTED REPORTS: 1, see above\n");
	EXPECT_SAYS(test, "    not ok 1 fn\n");
	a_case_passes_if(test, warns_once_too_often, 0, 2);
	EXPECT_SAYS(test, "    # fn: UNEXPECTED REPORTS: 1, see above\n");
	a_case_passes_if(test, accounts_for_the_second_only, 0, 2);
	EXPECT_SAYS(test, "    # fn: UNEXPECTED REPORTS: 2, see above\n");
	a_case_passes_if(test, passes, 1, 0); /* nothing is left over for the next */
}

static void a_report_that_is_accounted_for_does_not(struct kunit *test)
{
	a_case_passes_if(test, warns_as_it_says, 1, 1);
	a_case_passes_if(test, accepts_what_comes, 1, 2);
}

static void a_report_that_does_not_come_fails_the_case(struct kunit *test)
{
	a_case_passes_if(test, expects_a_warning_in_vain, 0, 0);
	EXPECT_SAYS(test, "    Expected __reports == 1, but\n");
}

static int init_warns(struct kunit *test)
{
	warns(test);
	return 0;
}

static int suite_init_warns(struct kunit_suite *suite)
{
	warns(NULL);
	return 0;
}

static void suite_exit_warns(struct kunit_suite *suite)
{
	warns(NULL);
}

static void a_report_around_the_cases_fails_too(struct kunit *test)
{
	struct kunit_case good_cases[] = { KUNIT_CASE(passes), {} };
	struct kunit_suite suite = { .name = "around", .test_cases = good_cases };

	suite.init = init_warns;
	KUNIT_EXPECT_EQ(test, run(&suite, NULL).fail, 1);
	EXPECT_SAYS(test, "    not ok 1 passes\n");
	suite.init = NULL;
	suite.exit = warns;
	KUNIT_EXPECT_EQ(test, run(&suite, NULL).fail, 1);
	EXPECT_SAYS(test, "    not ok 1 passes\n");
	suite.exit = NULL;
	suite.suite_init = suite_init_warns;
	KUNIT_EXPECT_EQ(test, run(&suite, NULL).fail, 1);
	EXPECT_SAYS(test, "    ok 1 passes\n");
	EXPECT_SAYS(test, "    # around: UNEXPECTED REPORTS: 1, see above\n");
	EXPECT_SAYS(test, "\nnot ok 1 around\n");
	suite.suite_init = NULL;
	suite.suite_exit = suite_exit_warns;
	KUNIT_EXPECT_EQ(test, run(&suite, NULL).fail, 1);
	EXPECT_SAYS(test, "\nnot ok 1 around\n");
	KUNIT_EXPECT_REPORTS(test, 4);
}

static unsigned int reports_of_the_boot;

static int __init remember_reports(void)
{
	reports_of_the_boot = report_count;
	return 0;
}
late_initcall(remember_reports);

static void the_boot_reports_nothing(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, reports_of_the_boot, 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(an_unexpected_report_fails_the_case),
	KUNIT_CASE(a_report_that_is_accounted_for_does_not),
	KUNIT_CASE(a_report_that_does_not_come_fails_the_case),
	KUNIT_CASE(a_report_around_the_cases_fails_too),
	KUNIT_CASE(the_boot_reports_nothing),
	{},
};

static struct kunit_suite suite = {
	.name = "kunit_reports",
	.init = init,
	.exit = fini,
	.test_cases = cases,
};
kunit_test_suite(suite);
