// SPDX-License-Identifier: MIT
/* System calls as events: kernel/core/trace_syscalls.c. The call is the test's own, in a place that is free. */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kallsyms.h>
#include <linux/seq_file.h>
#include <linux/syscalls.h>

#include "trace_watch.h"

static unsigned int calls;

SYSCALL_DEFINE2(trace_test, unsigned long, left, unsigned int, right)
{
	calls++;
	return right == 99 ? -EINVAL : left + right;
}

SYSCALL_DEFINE0(trace_none)
{
	trace_stop();
	return 7;
}

static unsigned int nr;

static int init(struct kunit *test)
{
	trace_test_init(test);
	calls = 0;
	nr = NR_SYSCALLS - 1;
	while (sys_call_table[nr] != sys_ni_syscall)
		nr--;
	sys_call_table[nr] = sys_trace_test;
	return 0;
}

static void exit(struct kunit *test)
{
	trace_test_exit(test);
	sys_call_table[nr] = sys_ni_syscall;
}

/* As entry.asm does it. */
static long call(unsigned long left, unsigned long right)
{
	struct pt_regs regs = { .orig_ax = nr, .bx = left, .cx = right };

	return sys_call_table[nr](&regs);
}

static void a_call_is_recorded_when_it_comes_and_goes(struct kunit *test)
{
	watch(test, "syscalls:sys_*_trace_test");
	KUNIT_EXPECT_EQ(test, call(40, 2), 42L);
	trace_stop();
	KUNIT_EXPECT_EQ(test, ONLY(test, sys_enter_trace_test)->args[0], 40UL);
	KUNIT_EXPECT_EQ(test, ONLY(test, sys_enter_trace_test)->args[1], 2UL);
	KUNIT_EXPECT_EQ(test, ONLY(test, sys_exit_trace_test)->ret, 42L);
	KUNIT_EXPECT_EQ(test, trace_counts().entries, 2UL);
	KUNIT_EXPECT_EQ(test, calls, 1U);
}

static void each_of_the_two_is_recorded_alone_if_wanted(struct kunit *test)
{
	watch(test, "sys_enter_trace_test");
	call(1, 2);
	KUNIT_EXPECT_EQ(test, count_of(&event_sys_enter_trace_test), 1U);
	KUNIT_EXPECT_EQ(test, trace_enable("sys_exit_trace_test", NULL), 0);
	KUNIT_EXPECT_EQ(test, trace_disable("sys_enter_trace_test", NULL), 0);
	KUNIT_EXPECT_EQ(test, call(1, 99), -EINVAL);
	trace_stop();
	KUNIT_EXPECT_EQ(test, count_of(&event_sys_enter_trace_test), 1U);
	KUNIT_EXPECT_EQ(test, ONLY(test, sys_exit_trace_test)->ret, (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, calls, 2U);
}

static void off_the_table_is_what_it_was(struct kunit *test)
{
	watch(test, "syscalls");
	KUNIT_EXPECT_TRUE(test, sys_call_table[nr] != sys_trace_test);
	trace_stop();
	KUNIT_EXPECT_TRUE(test, sys_call_table[nr] == sys_trace_test);
	for (unsigned int i = 0; i < NR_SYSCALLS; i++)
		KUNIT_EXPECT_TRUE(test, kernel_text_address((unsigned long)sys_call_table[i]));
	KUNIT_EXPECT_EQ(test, call(1, 2), 3L);
	KUNIT_EXPECT_EQ(test, trace_counts().entries, 0UL);
}

static void the_trace_may_end_during_a_call(struct kunit *test)
{
	sys_call_table[nr] = sys_trace_none;
	watch(test, "syscalls:*trace_none");
	KUNIT_EXPECT_EQ(test, call(0, 0), 7L);
	KUNIT_EXPECT_EQ(test, count_of(&event_sys_enter_trace_none), 1U);
	KUNIT_EXPECT_EQ(test, count_of(&event_sys_exit_trace_none), 0U);
}

static char text[1024];

static const char *as_text(void)
{
	struct seq_file m;

	seq_init(&m, text, sizeof(text) - 1, NULL);
	for_each_trace_entry(ent)
		trace_print_entry(&m, ent);
	text[m.count] = 0;
	return text;
}

static void arguments_and_result_are_hexadecimal(struct kunit *test)
{
	watch(test, "syscalls:*trace_test");
	call(0xabc000, 0x10);
	trace_stop();
	as_text();
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, ": sys_trace_test(left: abc000, right: 10)\n"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, ": sys_trace_test -> 0xabc010\n"));
}

static void a_call_without_arguments_has_empty_brackets(struct kunit *test)
{
	sys_call_table[nr] = sys_trace_none;
	watch(test, "syscalls:*trace_none");
	call(0, 0);
	KUNIT_EXPECT_NOT_NULL(test, strstr(as_text(), ": sys_trace_none()\n"));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_call_is_recorded_when_it_comes_and_goes),
	KUNIT_CASE(each_of_the_two_is_recorded_alone_if_wanted),
	KUNIT_CASE(off_the_table_is_what_it_was),
	KUNIT_CASE(the_trace_may_end_during_a_call),
	KUNIT_CASE(arguments_and_result_are_hexadecimal),
	KUNIT_CASE(a_call_without_arguments_has_empty_brackets),
	{},
};

static struct kunit_suite suite = {
	.name = "trace_syscalls",
	.init = init,
	.exit = exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
