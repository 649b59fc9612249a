// SPDX-License-Identifier: MIT
/* Tests of the stacks that kernel/thread/thread.c takes from vmalloc. */
#include <asm/extable.h>
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/fault-inject.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "tests/support/reports.h"

#define MANY 40

static int until_stopped(void *arg)
{
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static bool faults(const void *addr)
{
	unsigned long value;

	return peek_kernel(addr, &value);
}

static void a_stack_lies_between_two_pages_that_fault(struct kunit *test)
{
	struct task_struct *k = kthread_run(until_stopped, NULL, "stack_test");
	struct vm_struct *area;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, k);
	area = find_vm_area(k->stack);
	KUNIT_ASSERT_NOT_NULL(test, area);
	KUNIT_EXPECT_PTR_EQ(test, area->addr, k->stack);
	KUNIT_EXPECT_EQ(test, area->nr_pages, THREAD_SIZE / PAGE_SIZE);
	KUNIT_EXPECT_TRUE(test, faults(k->stack - PAGE_SIZE));
	KUNIT_EXPECT_TRUE(test, faults(k->stack - 4));
	KUNIT_EXPECT_FALSE(test, faults(k->stack));
	KUNIT_EXPECT_TRUE(test, faults(k->stack + THREAD_SIZE));
	KUNIT_EXPECT_EQ(test, kthread_stop(k), 0);
}

/* Down to a few hundred bytes above the end, through the page in the middle. */
static noinline int dive(int left)
{
	volatile char room[256];

	room[0] = left;
	return (unsigned long)room - (unsigned long)current->stack > 900 ?
		       dive(left + 1) + room[0] - left :
		       left;
}

static int dives(void *unused)
{
	int depth = dive(0);

	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return depth;
}

static void all_of_a_stack_can_be_used(struct kunit *test)
{
	struct task_struct *k = kthread_run(dives, NULL, "stack_test");

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, k);
	schedule_timeout_uninterruptible(2);
	KUNIT_EXPECT_GT(test, kthread_stop(k), 15);
}

static void run_one(struct kunit *test)
{
	struct task_struct *k = kthread_run(until_stopped, NULL, "stack_test");

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, k);
	kthread_stop(k);
}

static void stacks_are_kept_for_the_next_threads(struct kunit *test)
{
	unsigned long areas, pages;

	drain_all();
	run_one(test);
	schedule_timeout_uninterruptible(2);
	areas = vmalloc_nr_areas();
	pages = vmalloc_nr_pages();
	for (int i = 0; i < 20; i++) {
		run_one(test);
		schedule_timeout_uninterruptible(2);
	}
	KUNIT_EXPECT_EQ(test, vmalloc_nr_areas(), areas);
	KUNIT_EXPECT_EQ(test, vmalloc_nr_pages(), pages);
}

static int ends_at_once(void *arg)
{
	return 0;
}

/* More than are kept, and nobody waits for their end: freed in the middle of a switch, so by kswapd. */
static void threads_that_just_end_give_their_stacks_back(struct kunit *test)
{
	struct task_struct *k[MANY];
	struct reports mark = mark_reports();
	unsigned long before;

	drain_all();
	before = vmalloc_nr_areas();
	for (int i = 0; i < MANY; i++) {
		k[i] = kthread_create(ends_at_once, NULL, "stack_test%d", i);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, k[i]);
	}
	for (int i = 0; i < MANY; i++)
		wake_up_process(k[i]);
	schedule_timeout_uninterruptible(10);
	KUNIT_EXPECT_LE(test, vmalloc_nr_areas(), before + 8);
	EXPECT_SILENCE(test, mark);
}

static void many_threads_give_their_stacks_back(struct kunit *test)
{
	struct task_struct *k[MANY];
	struct reports mark = mark_reports();
	unsigned long before;

	drain_all();
	before = vmalloc_nr_areas();
	for (int i = 0; i < MANY; i++) {
		k[i] = kthread_run(until_stopped, NULL, "stack_test%d", i);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, k[i]);
	}
	KUNIT_EXPECT_EQ(test, vmalloc_nr_areas(), before + MANY);
	for (int i = 0; i < MANY; i++)
		KUNIT_EXPECT_EQ(test, kthread_stop(k[i]), 0);
	schedule_timeout_uninterruptible(10);
	KUNIT_EXPECT_LE(test, vmalloc_nr_areas(), before + 8);
	EXPECT_SILENCE(test, mark);
	drain_all();
	KUNIT_EXPECT_EQ(test, vmalloc_nr_areas(), before);
}

static void without_memory_there_is_no_thread(struct kunit *test)
{
	for (unsigned int n = 1; n <= 2; n++) {
		struct task_struct *k;

		drain_all();
		fail_nth_page_alloc(n);
		k = kthread_create(until_stopped, NULL, "stack_test");
		KUNIT_EXPECT_TRUE(test, fail_nth_page_alloc_done());
		fail_nth_page_alloc(0);
		KUNIT_EXPECT_REPORTS(test, 1);
		KUNIT_EXPECT_PTR_EQ(test, (void *)k, ERR_PTR(-ENOMEM));
	}
}

/* ---- the end ---- */

static noinline int recurse(volatile char *above)
{
	volatile char room[100];

	room[0] = above[0];
	return room[0] ? 0 : recurse(room) + room[0];
}

static int overflows(void *unused)
{
	volatile char start[4] = {};

	return recurse(start);
}

static void a_thread_that_runs_out_of_stack_is_named(struct kunit *test)
{
	kthread_run(overflows, NULL, "deep_thread");
	schedule_timeout_uninterruptible(10);
}

static void a_write_below_a_stack_names_it(struct kunit *test)
{
	((volatile char *)current->stack)[-100] = 1;
}

static struct kunit_case stack_cases[] = {
	KUNIT_CASE(a_stack_lies_between_two_pages_that_fault),
	KUNIT_CASE(all_of_a_stack_can_be_used),
	KUNIT_CASE(stacks_are_kept_for_the_next_threads),
	KUNIT_CASE(threads_that_just_end_give_their_stacks_back),
	KUNIT_CASE(many_threads_give_their_stacks_back),
	KUNIT_CASE(without_memory_there_is_no_thread),
	KUNIT_CASE_PANIC(a_thread_that_runs_out_of_stack_is_named),
	KUNIT_CASE_PANIC(a_write_below_a_stack_names_it),
	{},
};

static struct kunit_suite stack_suite = { .name = "stack", .test_cases = stack_cases };
kunit_test_suite(stack_suite);
