// SPDX-License-Identifier: MIT
/*
 * Tests of kernel/x86/tls.c and of set_thread_area() (kernel/process/user_thread.c), by a program of entry_programs.asm. QEMU without KVM
 * checks neither limits nor rights of segments, so nothing here can.
 */
#include <k896/run.h>
#include <kunit/test.h>

#include "tests/support/programs.h"

static void an_entry_belongs_to_one_process(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(tls), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(an_entry_belongs_to_one_process),
	{},
};

static struct kunit_suite suite = { .name = "tls", .test_cases = cases };
kunit_test_suite(suite);
