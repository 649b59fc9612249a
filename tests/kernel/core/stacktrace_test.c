// SPDX-License-Identifier: MIT
/* Tests of stack_trace_save() in kernel/x86/stacktrace.c, and of kernel/core/stacktrace.c. */
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#define TEST_IRQ   5
#define raise(irq) asm volatile("int %0" : : "i"(IRQ0_VECTOR + (irq)) : "memory", "cc")

static unsigned long entries[32];
static unsigned int nr;

static bool is_in(unsigned long addr, const char *function)
{
	unsigned long size, offset;
	const char *name = kallsyms_lookup(addr - 1, &size, &offset);

	return name && !strncmp(name, function, strlen(function));
}

static noinline void save(unsigned int size, unsigned int skip)
{
	nr = stack_trace_save(entries, size, skip);
}

static noinline void inner(unsigned int size, unsigned int skip)
{
	save(size, skip);
	barrier();
}

static void callers_are_saved_innermost_first(struct kunit *test)
{
	inner(ARRAY_SIZE(entries), 0);
	KUNIT_ASSERT_GT(test, nr, 3U);
	KUNIT_EXPECT_TRUE(test, is_in(entries[0], "save"));
	KUNIT_EXPECT_TRUE(test, is_in(entries[1], "inner"));
	KUNIT_EXPECT_TRUE(test, is_in(entries[2], "callers_are_saved_innermost_first"));
	for (unsigned int i = 0; i < nr; i++)
		KUNIT_EXPECT_TRUE(test, kernel_text_address(entries[i]));
}

static void the_first_can_be_left_out(struct kunit *test)
{
	inner(ARRAY_SIZE(entries), 2);
	KUNIT_EXPECT_TRUE(test, is_in(entries[0], "the_first_can_be_left_out"));
	inner(ARRAY_SIZE(entries), 1000);
	KUNIT_EXPECT_EQ(test, nr, 0U);
}

static void no_more_are_saved_than_there_is_room_for(struct kunit *test)
{
	entries[2] = 0;
	inner(2, 0);
	KUNIT_EXPECT_EQ(test, nr, 2U);
	KUNIT_EXPECT_EQ(test, entries[2], 0UL);
	inner(0, 0);
	KUNIT_EXPECT_EQ(test, nr, 0U);
}

static irqreturn_t save_in_handler(int irq, void *unused)
{
	inner(ARRAY_SIZE(entries), 0);
	return IRQ_HANDLED;
}

static void an_interrupts_trace_ends_where_it_began(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, request_irq(TEST_IRQ, save_in_handler, 0, "stacktrace", NULL), 0);
	raise(TEST_IRQ);
	free_irq(TEST_IRQ, NULL);
	KUNIT_ASSERT_GT(test, nr, 3U);
	KUNIT_EXPECT_TRUE(test, is_in(entries[2], "save_in_handler"));
	KUNIT_EXPECT_TRUE(test, is_in(entries[nr - 1], "exception_entry"));
}

/* The chain leads to where nothing is mapped, or in a circle: the trace ends, nothing else. */
static void a_broken_chain_ends_the_trace(struct kunit *test)
{
	unsigned long *frame = __builtin_frame_address(0), kept = *frame;
	unsigned int leads_nowhere, leads_back;

	WRITE_ONCE(*frame, 0xfffff000);
	inner(ARRAY_SIZE(entries), 0);
	leads_nowhere = nr;
	WRITE_ONCE(*frame, (unsigned long)frame);
	inner(ARRAY_SIZE(entries), 0);
	leads_back = nr;
	WRITE_ONCE(*frame, kept);
	KUNIT_EXPECT_EQ(test, leads_nowhere, 4U);
	KUNIT_EXPECT_EQ(test, leads_back, 4U);
}

static void entries_are_printed_behind_blanks(struct kunit *test)
{
	u32 log = log_position();

	inner(ARRAY_SIZE(entries), 0);
	stack_trace_print(entries, 2, 3);
	KUNIT_EXPECT_TRUE(test, log_contains(log, "    save+0x"));
	KUNIT_EXPECT_TRUE(test, log_contains(log, "    inner+0x"));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(callers_are_saved_innermost_first),
	KUNIT_CASE(the_first_can_be_left_out),
	KUNIT_CASE(no_more_are_saved_than_there_is_room_for),
	KUNIT_CASE(an_interrupts_trace_ends_where_it_began),
	KUNIT_CASE(a_broken_chain_ends_the_trace),
	KUNIT_CASE(entries_are_printed_behind_blanks),
	{},
};

static struct kunit_suite suite = { .name = "stacktrace", .test_cases = cases };
kunit_test_suite(suite);
