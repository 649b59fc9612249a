// SPDX-License-Identifier: MIT
/* Tests of kernel/core/ratelimit.c. Time passes by sleeping, which costs the machine nothing. */
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/ratelimit.h>

static unsigned int passed(struct ratelimit_state *rs, unsigned int calls)
{
	unsigned int n = 0;

	while (calls--)
		n += __ratelimit(rs);
	return n;
}

static void a_burst_passes_and_the_rest_is_counted(struct kunit *test)
{
	DEFINE_RATELIMIT_STATE(rs, HZ, 3);
	u32 log = log_position();

	KUNIT_EXPECT_EQ(test, passed(&rs, 3), 3U);
	KUNIT_EXPECT_EQ(test, passed(&rs, 40), 0U);
	msleep(1100);
	KUNIT_EXPECT_FALSE(test, log_contains(log, "suppressed"));
	KUNIT_EXPECT_EQ(test, passed(&rs, 5), 3U);
	KUNIT_EXPECT_TRUE(test, log_contains(log, "passed: 40 callbacks suppressed"));
}

static void what_comes_seldom_is_never_counted(struct kunit *test)
{
	DEFINE_RATELIMIT_STATE(rs, HZ / 10, 1);
	u32 log = log_position();

	for (unsigned int i = 0; i < 5; i++, msleep(120))
		KUNIT_EXPECT_EQ(test, passed(&rs, 1), 1U);
	KUNIT_EXPECT_EQ(test, rs.missed, 0);
	KUNIT_EXPECT_FALSE(test, log_contains(log, "suppressed"));
}

static void no_interval_is_no_limit_and_no_burst_lets_nothing_pass(struct kunit *test)
{
	struct ratelimit_state rs;

	ratelimit_state_init(&rs, 0, 1);
	KUNIT_EXPECT_EQ(test, passed(&rs, 100), 100U);
	ratelimit_state_init(&rs, HZ, 0);
	KUNIT_EXPECT_EQ(test, passed(&rs, 100), 0U);
	ratelimit_default_init(&rs);
	KUNIT_EXPECT_EQ(test, passed(&rs, 100), 10U);
}

static void an_owner_may_tell_the_count_itself(struct kunit *test)
{
	DEFINE_RATELIMIT_STATE(rs, HZ / 10, 1);
	u32 log = log_position();

	ratelimit_set_flags(&rs, RATELIMIT_MSG_ON_RELEASE);
	KUNIT_EXPECT_EQ(test, passed(&rs, 5), 1U);
	msleep(120);
	KUNIT_EXPECT_EQ(test, passed(&rs, 1), 1U);
	KUNIT_EXPECT_EQ(test, rs.missed, 4);
	KUNIT_EXPECT_FALSE(test, log_contains(log, "suppressed"));
}

static void each_place_that_prints_has_a_limit_of_its_own(struct kunit *test)
{
	u32 log = log_position();

	for (unsigned int i = 0; i < 30; i++) {
		pr_err_ratelimited("the first\n");
		pr_info_ratelimited("the second\n");
	}
	KUNIT_EXPECT_EQ(test, log_count(log, "the first"), 10U);
	KUNIT_EXPECT_EQ(test, log_count(log, "the second"), 10U);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_burst_passes_and_the_rest_is_counted),
	KUNIT_CASE(what_comes_seldom_is_never_counted),
	KUNIT_CASE(no_interval_is_no_limit_and_no_burst_lets_nothing_pass),
	KUNIT_CASE(an_owner_may_tell_the_count_itself),
	KUNIT_CASE(each_place_that_prints_has_a_limit_of_its_own),
	{},
};

static struct kunit_suite ratelimit_suite = { .name = "ratelimit", .test_cases = cases };
kunit_test_suite(ratelimit_suite);
