// SPDX-License-Identifier: MIT
/*
 * Tests of the way into the kernel and out of it (kernel/x86/entry.asm, kernel/core/user_trap.c), by programs that do
 * what they should not (entry_programs.asm: the number is that of the check that failed).
 */
#include <k896/log.h>
#include <k896/run.h>
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/printk.h>
#include <linux/syscalls.h>
#include <uapi/asm/signal.h>
#include <uapi/asm/unistd.h>

#include "tests/support/programs.h"

static void every_exception_is_its_signal(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(traps), 0);
}

static void what_only_the_kernel_may_do_is_refused(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(privileged), 0);
}

static void bad_addresses_are_told_with_their_reason(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(bad_addresses), 0);
}

static void of_all_interrupts_only_three_may_be_asked_for(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(every_int), 0);
}

static void a_system_call_changes_eax_alone(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(registers), 0);
}

static void unknown_numbers_are_enosys(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(unknown_numbers), 0);
}

static void virtual_8086_mode_is_left_at_once(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(vm86), 0);
	KUNIT_EXPECT_EQ(test, run_test_program(vm86_call), 0);
}

/* Frames of signal handlers */

static void no_selector_in_a_frame_hurts(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(bad_selectors), 0);
}

static void there_is_no_local_descriptor_table(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(no_ldt), 0);
}

static void no_register_in_a_frame_hurts(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(bad_registers), 0);
}

static void a_return_without_a_frame_is_sigsegv(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(no_frame), 0);
}

static void a_handler_without_a_stack_is_sigsegv(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, run_test_program(no_stack), SIGSEGV);
}

/* Deaths, and their line */

static void a_program_without_a_handler_dies_with_a_line(struct kunit *test)
{
	u32 log = log_position();

	/* Ten lines in five seconds: those before may have been printed. */
	msleep(5 * MSEC_PER_SEC + 20);
	KUNIT_EXPECT_EQ(test, run_test_program(dies_of_division), SIGFPE);
	KUNIT_EXPECT_TRUE(test, log_contains(log, " trap divide error ip:804"));
	KUNIT_EXPECT_TRUE(test, log_contains(log, " in prog[8048000+1000]"));
	KUNIT_EXPECT_EQ(test, run_test_program(dies_of_hlt), SIGSEGV);
	KUNIT_EXPECT_TRUE(test, log_contains(log, "] general protection fault ip:"));
	KUNIT_EXPECT_EQ(test, run_test_program(dies_of_int3), SIGTRAP);
	KUNIT_EXPECT_TRUE(test, log_contains(log, "] trap int3 ip:"));
	KUNIT_EXPECT_EQ(test, run_test_program(dies_of_ud2), SIGILL);
	KUNIT_EXPECT_TRUE(test, log_contains(log, "] trap invalid opcode ip:"));
	KUNIT_EXPECT_EQ(test, run_test_program(dies_of_null), SIGSEGV);
	KUNIT_EXPECT_TRUE(test, log_contains(log, "]: segfault at 0 ip 0804"));
}

/* What no test thought of */

static void random_code_hurts_nobody(struct kunit *test)
{
	char seed[5] = "";

	for (int i = 0; i < 4; i++)
		seed[i] = 'a' + (kunit_case_seed(test) >> 5 * i & 15);
	KUNIT_EXPECT_EQ(test, run_test_program(random_code, seed), 0);
}

/* The table */

static void calls_have_their_names(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, syscall_name(__NR_getpid), "getpid");
	KUNIT_EXPECT_STREQ(test, syscall_name(__NR_rt_sigaction), "rt_sigaction");
	KUNIT_EXPECT_PTR_EQ(test, syscall_name(17), NULL);
	KUNIT_EXPECT_PTR_EQ(test, syscall_name(~0U), NULL);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(every_exception_is_its_signal),
	KUNIT_CASE(what_only_the_kernel_may_do_is_refused),
	KUNIT_CASE(bad_addresses_are_told_with_their_reason),
	KUNIT_CASE(of_all_interrupts_only_three_may_be_asked_for),
	KUNIT_CASE(a_system_call_changes_eax_alone),
	KUNIT_CASE(unknown_numbers_are_enosys),
	KUNIT_CASE(virtual_8086_mode_is_left_at_once),
	KUNIT_CASE(no_selector_in_a_frame_hurts),
	KUNIT_CASE(there_is_no_local_descriptor_table),
	KUNIT_CASE(no_register_in_a_frame_hurts),
	KUNIT_CASE(a_return_without_a_frame_is_sigsegv),
	KUNIT_CASE(a_handler_without_a_stack_is_sigsegv),
	KUNIT_CASE(a_program_without_a_handler_dies_with_a_line),
	KUNIT_CASE(random_code_hurts_nobody),
	KUNIT_CASE(calls_have_their_names),
	{},
};

static struct kunit_suite suite = {
	.name = "entry",
	.test_cases = cases,
};
kunit_test_suite(suite);
