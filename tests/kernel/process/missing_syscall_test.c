// SPDX-License-Identifier: MIT
/* Tests of kernel/process/missing_syscall.c. The case's own task asks, and its name is the program's. */
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/syscalls.h>

static char old_name[TASK_COMM_LEN];
static unsigned int runs; /* tells apart the programs of two runs of the suite */

static int init(struct kunit *test)
{
	memcpy(old_name, current->comm, sizeof(old_name));
	runs++;
	return 0;
}

static void exit(struct kunit *test)
{
	set_tsk_comm(current, old_name);
}

/* Program @n asks, as by entry.asm. Is it told with these words? */
static bool told(struct kunit *test, int n, unsigned int number, const char *words)
{
	struct pt_regs regs = { .orig_ax = number };
	u32 mark = log_position();
	char line[80];

	scnprintf(line, TASK_COMM_LEN, "ask%u.%d", runs, n);
	set_tsk_comm(current, line);
	current->missing_syscall = 0; /* as a program begins */
	KUNIT_EXPECT_EQ(test, sys_ni_syscall(&regs), -(long)ENOSYS);
	scnprintf(line, sizeof(line), "%s: system call %s is not there", current->comm, words);
	return log_contains(mark, line);
}

static void a_call_is_named_once_for_each_program(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, told(test, 0, __NR_pipe2, "331 (pipe2)"));
	KUNIT_EXPECT_FALSE(test, told(test, 0, __NR_pipe2, "331 (pipe2)"));
	KUNIT_EXPECT_TRUE(test, told(test, 1, __NR_pipe2, "331 (pipe2)"));
	KUNIT_EXPECT_TRUE(test, told(test, 0, __NR_mlock, "150 (mlock)"));
	KUNIT_EXPECT_FALSE(test, told(test, 0, __NR_pipe2, "331 (pipe2)"));
}

static void nothing_is_said_of_a_number_that_linux_does_not_have(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, told(test, 10, NR_SYSCALLS, "451"));
	KUNIT_EXPECT_FALSE(test, told(test, 10, ~0U, "4294967295"));
	KUNIT_EXPECT_FALSE(test, told(test, 10, 387, "387"));
	KUNIT_EXPECT_TRUE(test, told(test, 10, NR_SYSCALLS - 1, "450 (set_mempolicy_home_node)"));
}

static void nothing_is_said_of_what_every_start_of_a_program_asks_for(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, told(test, 20, __NR_rseq, "386 (rseq)"));
}

/* What was said longest ago is forgotten first: a program in between is not told again, those at the end are. */
static void many_programs_take_no_more_room(struct kunit *test)
{
	for (int n = 100; n < 200; n++)
		KUNIT_EXPECT_TRUE(test, told(test, n, __NR_mlock, "150 (mlock)"));
	for (int n = 150; n < 200; n++)
		KUNIT_EXPECT_FALSE(test, told(test, n, __NR_mlock, "150 (mlock)"));
	KUNIT_EXPECT_TRUE(test, told(test, 100, __NR_mlock, "150 (mlock)"));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_call_is_named_once_for_each_program),
	KUNIT_CASE(nothing_is_said_of_a_number_that_linux_does_not_have),
	KUNIT_CASE(nothing_is_said_of_what_every_start_of_a_program_asks_for),
	KUNIT_CASE(many_programs_take_no_more_room),
	{},
};

static struct kunit_suite suite = {
	.name = "missing_syscall",
	.init = init,
	.exit = exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
