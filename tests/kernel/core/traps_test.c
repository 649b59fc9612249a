// SPDX-License-Identifier: MIT
/*
 * Tests of kernel/core/traps.c: what a fault may leave alive, and in the second half what it may not.
 * Those cases run one to a machine; tests/boot/panics.py says what each must print.
 */
#include <asm/extable.h>
#include <asm/fixmap.h>
#include <asm/page_types.h>
#include <asm/ptrace.h>
#include <asm/stacktrace.h>
#include <k896/log.h>
#include <k896/traps.h>
#include <kunit/test.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/printk.h>

#include "tests/support/reports.h"

extern char init_stack_top[];

/* Where WARN_ON() and BUG() say that they stand. */
static bool warned_at(u32 log, int line)
{
	return is_logged(log, "at tests/kernel/core/traps_test.c:%d", line);
}

/* WARN */

static void warn_on_reports_where_and_goes_on(struct kunit *test)
{
	u32 log = log_position();
	bool returned;
	int line;

	line = __LINE__ + 1;
	returned = WARN_ON(log != ~0U);
	KUNIT_EXPECT_TRUE(test, returned);
	KUNIT_EXPECT_TRUE(test, log_contains(log, "cut here"));
	KUNIT_EXPECT_TRUE(test, log_contains(log, "WARNING: CPU: 0 PID: "));
	KUNIT_EXPECT_TRUE(test, warned_at(log, line));
	KUNIT_EXPECT_TRUE(test, log_contains(log, " warn_on_reports_where_and_goes_on+0x"));
	KUNIT_EXPECT_TRUE(test, is_logged(log, "(%s:%d)", __FILE__, line)); /* in the trace */
	KUNIT_EXPECT_REPORTS(test, 1);
}

static void warn_has_its_message_above_the_report(struct kunit *test)
{
	u32 log = log_position();

	KUNIT_EXPECT_TRUE(test, WARN(1, "the value is %d\n", 42));
	KUNIT_EXPECT_TRUE(test, log_contains(log, "the value is 42"));
	KUNIT_EXPECT_EQ(test, log_count(log, "cut here"), 1);
	KUNIT_EXPECT_REPORTS(test, 1);
}

static void warn_of_what_is_false_is_silent(struct kunit *test)
{
	u32 log = log_position();

	KUNIT_EXPECT_FALSE(test, WARN_ON(log == ~0U));
	KUNIT_EXPECT_FALSE(test, WARN(log == ~0U, "never\n"));
	KUNIT_EXPECT_EQ(test, log_position(), log);
}

static void warn_on_once_reports_once(struct kunit *test)
{
	static unsigned int runs; /* of this case: "once" is once a boot */
	u32 log = log_position();

	for (int i = 0; i < 3; i++)
		KUNIT_EXPECT_TRUE(test, WARN_ON_ONCE(i < 3));
	KUNIT_EXPECT_EQ(test, log_count(log, "cut here"), runs ? 0 : 1);
	KUNIT_EXPECT_REPORTS(test, runs++ ? 0 : 1);
}

static void registers_survive_a_warning(struct kunit *test)
{
	unsigned long a = 1, b = 2, c = 3, d = 4, si = 5, di = 6, flags;

	asm volatile("stc\n"
		     "1: ud2\n"
		     "pushf\n"
		     "pop %[flags]\n"
		     ".pushsection __bug_table, \"a\"\n"
		     ".long 1b, %c[file]\n"
		     ".word 1, %c[warning]\n"
		     ".popsection"
		     : "+a"(a), "+b"(b), "+c"(c), "+d"(d), "+S"(si), [flags] "=D"(flags)
		     : [file] "i"("registers"), [warning] "i"(BUGFLAG_WARNING), "5"(di));
	KUNIT_EXPECT_EQ(test, a * 100000 + b * 10000 + c * 1000 + d * 100 + si * 10, 123450);
	KUNIT_EXPECT_TRUE(test, flags & 1);
	KUNIT_EXPECT_REPORTS(test, 1);
}

/* Faults with a landing place */

static void a_bad_read_lands_at_its_fixup(struct kunit *test)
{
	unsigned long value = 7;
	u32 log = log_position();
	u8 byte;

	KUNIT_EXPECT_EQ(test, peek_kernel(NULL, &value), -EFAULT);
	KUNIT_EXPECT_EQ(test, peek_kernel_byte(NULL, &byte), -EFAULT);
	KUNIT_EXPECT_EQ(test, log_position(), log);
}

static void a_good_read_reads(struct kunit *test)
{
	static const unsigned long there = 0x12345678;
	unsigned long value;
	u8 byte;

	KUNIT_EXPECT_EQ(test, peek_kernel(&there, &value), 0);
	KUNIT_EXPECT_EQ(test, value, there);
	KUNIT_EXPECT_EQ(test, peek_kernel_byte(&there, &byte), 0);
	KUNIT_EXPECT_EQ(test, byte, 0x78);
}

/* Half of the word is on a page that is missing. */
static void a_read_across_the_end_of_memory_lands_too(struct kunit *test)
{
	unsigned long value;

	KUNIT_EXPECT_EQ(test, peek_kernel((void *)0xffffeffe, &value), -EFAULT);
}

static void other_exceptions_land_at_their_fixups(struct kunit *test)
{
	unsigned long divided = 1, loaded = 1;

	asm volatile("1: divl %2\n"
		     "   xorl %0, %0\n"
		     "2:\n" _ASM_EXTABLE(1b, 2b)
		     : "+c"(divided)
		     : "a"(1), "r"(0), "d"(0));
	asm volatile("1: movl %1, %%fs\n"
		     "   xorl %0, %0\n"
		     "2:\n" _ASM_EXTABLE(1b, 2b)
		     : "+r"(loaded)
		     : "r"(0x1230));
	KUNIT_EXPECT_EQ(test, divided, 1);
	KUNIT_EXPECT_EQ(test, loaded, 1);
}

static unsigned long hooked_address;

static bool skip_the_load(struct pt_regs *regs, unsigned long address)
{
	hooked_address = address;
	regs->ip += 2; /* movl (%eax), %eax */
	return true;
}

static void the_fault_hook_comes_first(struct kunit *test)
{
	bool (*old)(struct pt_regs * regs, unsigned long address) = fault_hook;
	unsigned long value = 0x123;

	fault_hook = skip_the_load;
	asm volatile("movl (%0), %0" : "+a"(value) : : "memory");
	fault_hook = old;
	KUNIT_EXPECT_EQ(test, hooked_address, 0x123);
	KUNIT_EXPECT_EQ(test, value, 0x123);
}

static void int3_without_a_debugger_is_survived(struct kunit *test)
{
	u32 log = log_position();

	asm volatile("int3");
	KUNIT_EXPECT_TRUE(test,
			  log_contains(log, "int3 at int3_without_a_debugger_is_survived+0x"));
}

/* Stacks */

static noinline int innermost(void (*fn)(void))
{
	fn();
	return 1;
}

static noinline int middle(void (*fn)(void))
{
	return innermost(fn) + 1;
}

static noinline int outermost(void (*fn)(void))
{
	return middle(fn) + 1;
}

static const char *callers[4];

static void note_callers(void)
{
	unsigned long size, offset;
	struct stack_walk w;

	stack_walk_start_here(&w);
	for (unsigned int i = 0; i < ARRAY_SIZE(callers) && stack_walk_next(&w); i++)
		callers[i] = kallsyms_lookup(w.ip - 1, &size, &offset);
}

/* The compiler may have added to a name, as in innermost.isra.0. */
static void a_stack_walk_finds_the_callers_in_order(struct kunit *test)
{
	static const char *const expected[] = { "innermost", "middle", "outermost",
						"a_stack_walk_finds" };

	outermost(note_callers);
	for (unsigned int i = 0; i < ARRAY_SIZE(callers); i++)
		KUNIT_EXPECT_TRUE_MSG(test, callers[i] && strstarts(callers[i], expected[i]),
				      "%s is not %s", callers[i], expected[i]);
}

static void dump_stack_names_the_callers(struct kunit *test)
{
	u32 log = log_position();

	outermost(dump_stack);
	KUNIT_EXPECT_TRUE(test, log_contains(log, "Call Trace:"));
	KUNIT_EXPECT_TRUE(test, log_contains(log, " innermost"));
	KUNIT_EXPECT_TRUE(test, log_contains(log, " middle"));
	KUNIT_EXPECT_TRUE(test, log_contains(log, " outermost"));
	KUNIT_EXPECT_TRUE(test, log_contains(log, " dump_stack_names_the_callers+0x"));
}

static void warn_here(void)
{
	WARN_ON(1);
}

static void a_warnings_trace_begins_where_it_was(struct kunit *test)
{
	u32 log = log_position();

	outermost(warn_here);
	KUNIT_EXPECT_TRUE(test, log_contains(log, " warn_here+0x"));
	KUNIT_EXPECT_TRUE(test, log_contains(log, " innermost"));
	KUNIT_EXPECT_FALSE(test, log_contains(log, "do_invalid_op"));
	KUNIT_EXPECT_FALSE(test, log_contains(log, "0x00000000"));
	KUNIT_EXPECT_REPORTS(test, 1);
}

static unsigned int steps_from(unsigned long bp)
{
	struct stack_walk w;
	unsigned int n = 0;

	stack_walk_start_frame(&w, bp);
	while (stack_walk_next(&w))
		n++;
	return n;
}

static void a_broken_stack_ends_the_walk(struct kunit *test)
{
	unsigned long loop[2] = { (unsigned long)loop, 1 }, stray[2] = { 0xfffff000, 1 };

	KUNIT_EXPECT_LE(test, steps_from((unsigned long)loop), 100);
	KUNIT_EXPECT_EQ(test, steps_from((unsigned long)stray), 1);
	KUNIT_EXPECT_EQ(test, steps_from(0xfffff000), 0);
	KUNIT_EXPECT_EQ(test, steps_from(0xfffff001), 0);
	KUNIT_EXPECT_EQ(test, steps_from(0), 0);
}

/* What panics */

static void null_read(struct kunit *test)
{
	volatile int *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	(void)p[4];
}

static void null_write(struct kunit *test)
{
	volatile int *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	*p = 1;
}

static void call_null(struct kunit *test)
{
	void (*fn)(void) = NULL;

	OPTIMIZER_HIDE_VAR(fn);
	fn();
}

static void write_to_text(struct kunit *test)
{
	*(volatile char *)write_to_text = 0xc3;
}

static void page_fault_unmapped(struct kunit *test)
{
	volatile char *p = (char *)PKMAP_BASE - PAGE_SIZE;

	(void)*p;
}

static void divide_error(struct kunit *test)
{
	asm volatile("divl %0" : : "r"(0), "a"(1), "d"(0));
}

static void invalid_opcode(struct kunit *test)
{
	asm volatile("ud2");
}

static void bug(struct kunit *test)
{
	BUG_ON(test);
}

static void general_protection(struct kunit *test)
{
	asm volatile("movl %0, %%fs" : : "r"(0x1230));
}

/* Without end: each level is a frame of 128 bytes. */
static noinline int recurse(volatile char *outer)
{
	volatile char frame[128];

	frame[0] = outer[0];
	if (frame[0])
		return 0;
	return recurse(frame) + 1;
}

static void overflow(void)
{
	char first = 0;

	recurse(&first);
}

/* On the boot stack, unless the task's own has a guard page too. */
static void kernel_stack_overflow(struct kunit *test)
{
	if (!stack_guard_of)
		asm volatile("cli\n"
			     "movl %0, %%esp\n"
			     "call *%1"
			     :
			     : "i"(init_stack_top), "r"(overflow));
	overflow();
}

/* A stack pointer to nowhere: the page fault cannot be pushed, but no guard page was hit. */
static void double_fault_other(struct kunit *test)
{
	asm volatile("movl $0x2000, %esp\n"
		     "pushl %eax");
}

static void panic_again(void)
{
	panic("the second");
}

static void panic_in_panic(struct kunit *test)
{
	panic_show_tasks = panic_again;
	panic("the first");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(warn_on_reports_where_and_goes_on),
	KUNIT_CASE(warn_has_its_message_above_the_report),
	KUNIT_CASE(warn_of_what_is_false_is_silent),
	KUNIT_CASE(warn_on_once_reports_once),
	KUNIT_CASE(registers_survive_a_warning),
	KUNIT_CASE(a_bad_read_lands_at_its_fixup),
	KUNIT_CASE(a_good_read_reads),
	KUNIT_CASE(a_read_across_the_end_of_memory_lands_too),
	KUNIT_CASE(other_exceptions_land_at_their_fixups),
	KUNIT_CASE(the_fault_hook_comes_first),
	KUNIT_CASE(int3_without_a_debugger_is_survived),
	KUNIT_CASE(a_stack_walk_finds_the_callers_in_order),
	KUNIT_CASE(dump_stack_names_the_callers),
	KUNIT_CASE(a_warnings_trace_begins_where_it_was),
	KUNIT_CASE(a_broken_stack_ends_the_walk),
	KUNIT_CASE_PANIC(null_read),
	KUNIT_CASE_PANIC(null_write),
	KUNIT_CASE_PANIC(call_null),
	KUNIT_CASE_PANIC(write_to_text),
	KUNIT_CASE_PANIC(page_fault_unmapped),
	KUNIT_CASE_PANIC(divide_error),
	KUNIT_CASE_PANIC(invalid_opcode),
	KUNIT_CASE_PANIC(bug),
	KUNIT_CASE_PANIC(general_protection),
	KUNIT_CASE_PANIC(kernel_stack_overflow),
	KUNIT_CASE_PANIC(double_fault_other),
	KUNIT_CASE_PANIC(panic_in_panic),
	{},
};

static struct kunit_suite traps_suite = { .name = "traps", .test_cases = cases };
kunit_test_suite(traps_suite);
