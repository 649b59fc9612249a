// SPDX-License-Identifier: MIT
/* Tests of kernel/task/wait4.c, by programs that wait (programs.asm: the number is that of the failed check). */
#include <kunit/test.h>
#include <linux/run.h>

#include "programs.h"

static void waitpid_finds_who_was_asked_for(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(wait), 0);
}

static void waitid_looks_and_takes(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(waitid), 0);
}

static void stops_are_told_once_to_who_wants_to_know(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(stop), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(waitpid_finds_who_was_asked_for),
	KUNIT_CASE(waitid_looks_and_takes),
	KUNIT_CASE(stops_are_told_once_to_who_wants_to_know),
	{},
};

static struct kunit_suite suite = { .name = "wait4", .test_cases = cases };
kunit_test_suite(suite);
