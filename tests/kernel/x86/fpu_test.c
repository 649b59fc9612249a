// SPDX-License-Identifier: MIT
/* Tests of kernel/x86/fpu.c and of the FPU state in signal frames, by programs of entry_programs.asm. */
#include <k896/run.h>
#include <kunit/test.h>

#include "tests/support/programs.h"

static void a_program_begins_with_fresh_registers(struct kunit *test)
{
	for (int i = 0; i < 2; i++)
		KUNIT_EXPECT_EQ(test, run_test_program(fpu_fresh), 0);
	KUNIT_EXPECT_EQ(test, run_test_program(fpu_fresh, "exec"), 0);
}

static void processes_that_take_turns_keep_their_registers(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(fpu_turns), 0);
}

static void a_handler_has_its_own_and_gives_the_programs_back(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(fpu_signal), 0);
}

static void a_handler_may_change_the_programs_registers(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(fpu_changed), 0);
}

static void a_cpu_without_sse_keeps_its_registers_too(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(x87), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_program_begins_with_fresh_registers),
	KUNIT_CASE(processes_that_take_turns_keep_their_registers),
	KUNIT_CASE(a_handler_has_its_own_and_gives_the_programs_back),
	KUNIT_CASE(a_handler_may_change_the_programs_registers),
	KUNIT_CASE(a_cpu_without_sse_keeps_its_registers_too),
	{},
};

static struct kunit_suite suite = { .name = "fpu", .test_cases = cases };
kunit_test_suite(suite);
