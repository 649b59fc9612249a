// SPDX-License-Identifier: MIT
/* Tests of lib/stackdepot.c. Only a build with DEBUG=1 or SAN=addr has it. */
#ifdef CONFIG_STACKDEPOT
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/gfp_types.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/stackdepot.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#include "lib/stackdepot.h"
#include "tests/support/step.h"

/* Addresses that are in no other stack. */
static unsigned long own[STACK_DEPOT_DEPTH + 8];

static int init(struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(own); i++)
		own[i] = 0x1000 + i;
	return 0;
}

static depot_stack_handle_t save(unsigned int n)
{
	return stack_depot_save(own, n, GFP_NOWAIT);
}

static void the_same_stack_has_the_same_number_and_is_kept_once(struct kunit *test)
{
	depot_stack_handle_t first = save(5), shorter = save(4);
	struct stack_depot_counts before = stack_depot_counts(), after;

	KUNIT_EXPECT_NE(test, first, 0U);
	KUNIT_EXPECT_NE(test, shorter, first);
	KUNIT_EXPECT_EQ(test, save(5), first);
	KUNIT_EXPECT_EQ(test, save(4), shorter);
	after = stack_depot_counts();
	KUNIT_EXPECT_EQ(test, after.stacks, before.stacks);
	KUNIT_EXPECT_EQ(test, after.used, before.used);
	KUNIT_EXPECT_LE(test, after.used, after.size);
}

static void what_was_saved_can_be_fetched(struct kunit *test)
{
	unsigned long *entries;
	depot_stack_handle_t handle = save(3);

	KUNIT_ASSERT_EQ(test, stack_depot_fetch(handle, &entries), 3U);
	for (unsigned int i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, entries[i], own[i]);
}

static void one_address_makes_another_stack(struct kunit *test)
{
	depot_stack_handle_t one = save(7), other;

	own[6]++;
	other = save(7);
	KUNIT_EXPECT_NE(test, one, other);
}

static void no_stack_has_no_number(struct kunit *test)
{
	unsigned long *entries = own;
	u32 log = log_position();

	KUNIT_EXPECT_EQ(test, save(0), 0U);
	KUNIT_EXPECT_EQ(test, stack_depot_fetch(0, &entries), 0U);
	KUNIT_EXPECT_NULL(test, entries);
	KUNIT_EXPECT_EQ(test, stack_depot_fetch(~0U, &entries), 0U);
	stack_depot_print(0);
	KUNIT_EXPECT_EQ(test, log_position(), log);
}

static void a_deep_stack_keeps_its_innermost_entries(struct kunit *test)
{
	depot_stack_handle_t deep = save(ARRAY_SIZE(own));
	unsigned long *entries;

	KUNIT_EXPECT_EQ(test, stack_depot_fetch(deep, &entries), (unsigned int)STACK_DEPOT_DEPTH);
	KUNIT_EXPECT_EQ(test, save(STACK_DEPOT_DEPTH), deep);
}

static void each_number_is_found_once(struct kunit *test)
{
	unsigned long n = 0, found = 0;
	depot_stack_handle_t wanted = save(6);

	for (depot_stack_handle_t h = stack_depot_next(0); h; h = stack_depot_next(h), n++)
		found += h == wanted;
	KUNIT_EXPECT_EQ(test, found, 1UL);
	KUNIT_EXPECT_EQ(test, n, stack_depot_counts().stacks);
}

static void a_counter_goes_with_each_stack(struct kunit *test)
{
	atomic_t *counter = stack_depot_counter(save(8));

	KUNIT_EXPECT_EQ(test, atomic_read(counter), 0);
	atomic_inc(counter);
	KUNIT_EXPECT_EQ(test, atomic_read(stack_depot_counter(save(8))), 1);
	atomic_dec(counter);
}

static noinline void print_own_callers(void)
{
	unsigned long entries[4];
	unsigned int n = stack_trace_save(entries, ARRAY_SIZE(entries), 0);

	stack_depot_print(stack_depot_save(entries, n, GFP_NOWAIT));
}

static void a_stack_is_printed_with_names(struct kunit *test)
{
	u32 log = log_position();

	print_own_callers();
	KUNIT_EXPECT_TRUE(test, log_contains(log, " print_own_callers+0x"));
	KUNIT_EXPECT_TRUE(test, log_contains(log, " a_stack_is_printed_with_names+0x"));
}

/* ---- damage and crowds: on a depot of the test's own ---- */

static struct stack_depot saved;
static u32 small[256] __aligned(8);

/* Interrupts off until leave_small_depot(). */
static void enter_small_depot(void)
{
	memset(small, 0, sizeof(small));
	saved = stack_depot;
	stack_depot = (struct stack_depot){};
	stack_depot_give_memory(small, sizeof(small));
}

static void leave_small_depot(void)
{
	stack_depot = saved;
}

static void a_full_depot_has_no_number_for_what_is_new_and_counts_it(struct kunit *test)
{
	depot_stack_handle_t first, last = 1;
	struct stack_depot_counts counts;
	unsigned long flags;
	unsigned int n = 0;

	local_irq_save(flags);
	enter_small_depot();
	for (first = save(8); n < 1000 && last; n++, own[0]++)
		last = save(8);
	own[0] = 0x1000;
	counts = stack_depot_counts();
	last = save(8);
	leave_small_depot();
	local_irq_restore(flags);
	KUNIT_EXPECT_LT(test, n, 1000U);
	KUNIT_EXPECT_EQ(test, counts.dropped, 1UL);
	KUNIT_EXPECT_EQ(test, counts.stacks, n - 1UL);
	KUNIT_EXPECT_GT(test, counts.stacks, 15UL);
	KUNIT_EXPECT_EQ(test, last, first); /* what is there is found as before */
}

static void before_it_has_memory_there_are_no_numbers(struct kunit *test)
{
	depot_stack_handle_t handle;
	unsigned long flags;

	local_irq_save(flags);
	enter_small_depot();
	stack_depot = (struct stack_depot){};
	handle = save(3);
	leave_small_depot();
	local_irq_restore(flags);
	KUNIT_EXPECT_EQ(test, handle, 0U);
}

static depot_stack_handle_t of_task, of_handler;

static void save_in_task(void *unused)
{
	of_task = save(6);
}

static void save_same_in_handler(void)
{
	of_handler = save(6);
}

/* Whatever the place, both get the same number, and there is one stack more. */
static void an_interrupt_saves_the_same_stack(struct kunit *test)
{
	static unsigned long fresh = 0x2000;
	bool came = true;

	for (unsigned int n = 1; came && n < 1000; n++) {
		unsigned long before = stack_depot_counts().stacks;

		own[0] = fresh++;
		came = run_interrupted(n, save_in_task, NULL, save_same_in_handler);
		KUNIT_ASSERT_TRUE(test, !came || of_task == of_handler);
		KUNIT_ASSERT_EQ(test, save(6), of_task);
		KUNIT_ASSERT_EQ(test, stack_depot_counts().stacks, before + 1);
	}
	KUNIT_EXPECT_FALSE(test, came);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(the_same_stack_has_the_same_number_and_is_kept_once),
	KUNIT_CASE(what_was_saved_can_be_fetched),
	KUNIT_CASE(one_address_makes_another_stack),
	KUNIT_CASE(no_stack_has_no_number),
	KUNIT_CASE(a_deep_stack_keeps_its_innermost_entries),
	KUNIT_CASE(each_number_is_found_once),
	KUNIT_CASE(a_counter_goes_with_each_stack),
	KUNIT_CASE(a_stack_is_printed_with_names),
	KUNIT_CASE(a_full_depot_has_no_number_for_what_is_new_and_counts_it),
	KUNIT_CASE(before_it_has_memory_there_are_no_numbers),
	KUNIT_CASE(an_interrupt_saves_the_same_stack),
	{},
};

static struct kunit_suite suite = { .name = "stackdepot", .init = init, .test_cases = cases };
kunit_test_suite(suite);
#endif
