// SPDX-License-Identifier: MIT
/*
 * Tests of mm/page/page_alloc.c: an interrupt that allocates and frees at every instruction of the same calls.
 *
 * Each case holds for every place: task and interrupt never get the same page, what each writes stays, the lists
 * are whole (page_alloc_check), and not a page is lost.
 */
#include <k896/check.h>
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "tests/support/step.h"

#define TASKS_MARK	0x7a5c0001
#define INTERRUPTS_MARK 0x1b7e0002

/* Takes no page from another zone, and may be asked for in an interrupt. */
#define GFP_STEP (GFP_ATOMIC | __GFP_NOWARN)

static long pages_now(void)
{
	struct zone *zone;
	long sum = nr_free_pages();

	for_each_populated_zone(zone)
		sum += zone_pcp_pages(zone);
	return sum;
}

static unsigned long *words_of(struct page *page)
{
	return page_address(page);
}

/* ---- one block ---- */

static unsigned int order;
static struct page *tasks, *interrupts;
static bool changed; /* somebody else wrote to a block while it was held */

/* Leaves the interrupted list one block shorter, and in another order. */
static void interrupt_takes_two_and_frees_one(void)
{
	struct page *other = alloc_pages(GFP_STEP, order);

	interrupts = alloc_pages(GFP_STEP, order);
	if (!other || !interrupts)
		return;
	*words_of(other) = *words_of(interrupts) = INTERRUPTS_MARK;
	__free_pages(other, order);
}

static void task_takes_two_and_frees_one(void *unused)
{
	struct page *other = alloc_pages(GFP_STEP, order);

	tasks = alloc_pages(GFP_STEP, order);
	if (!other || !tasks)
		return;
	*words_of(tasks) = TASKS_MARK;
	*words_of(other) = TASKS_MARK + 1;
	changed |= *words_of(tasks) != TASKS_MARK;
	__free_pages(other, order);
}

/* Return: false when the task was over before instruction @n. */
static bool one_block_at(struct kunit *test, unsigned int n)
{
	long before = pages_now();
	bool came;

	tasks = interrupts = NULL;
	changed = false;
	came = run_interrupted(n, task_takes_two_and_frees_one, NULL,
			       interrupt_takes_two_and_frees_one);
	KUNIT_ASSERT_TRUE_MSG(test, tasks && (interrupts || !came), "at instruction %u", n);
	KUNIT_ASSERT_PTR_NE_MSG(test, tasks, interrupts, "at instruction %u", n);
	KUNIT_ASSERT_EQ_MSG(test, page_alloc_check(), 0, "at instruction %u", n);
	KUNIT_EXPECT_FALSE_MSG(test, changed, "at instruction %u", n);
	KUNIT_EXPECT_EQ(test, *words_of(tasks), TASKS_MARK);
	__free_pages(tasks, order);
	if (interrupts) {
		KUNIT_EXPECT_EQ(test, *words_of(interrupts), INTERRUPTS_MARK);
		__free_pages(interrupts, order);
	}
	KUNIT_EXPECT_EQ_MSG(test, pages_now(), before, "at instruction %u", n);
	return came;
}

/* @drain: the per-CPU list is empty at the start, and is refilled by whoever comes first. */
static void one_block_at_every_instruction(struct kunit *test, unsigned int of_order, bool drain)
{
	unsigned int n = 0;

	order = of_order;
	do {
		if (drain)
			drain_all_pages();
	} while (one_block_at(test, ++n));
	KUNIT_EXPECT_GT(test, n, 60U);
}

static void an_interrupt_may_take_and_free_pages_at_any_instruction(struct kunit *test)
{
	one_block_at_every_instruction(test, 0, false);
}

static void an_interrupt_may_take_and_free_blocks_at_any_instruction(struct kunit *test)
{
	one_block_at_every_instruction(test, PCP_MAX_ORDER, false);
}

static void an_interrupt_may_come_while_a_per_cpu_list_is_filled(struct kunit *test)
{
	one_block_at_every_instruction(test, 0, true);
	one_block_at_every_instruction(test, PCP_MAX_ORDER, true);
}

/* An order without a per-CPU list. */
static void an_interrupt_may_come_while_a_block_is_split_and_merged(struct kunit *test)
{
	one_block_at_every_instruction(test, PCP_MAX_ORDER + 1, false);
}

/* ---- a zeroed page ---- */

static unsigned long tasks_zeroed, interrupts_zeroed;

/* The page that it frees again is anything but zero. */
static void interrupt_takes_a_zeroed_page(void)
{
	unsigned long used = get_zeroed_page(GFP_STEP);

	interrupts_zeroed = get_zeroed_page(GFP_STEP);
	if (used)
		memset((void *)used, 0xff, PAGE_SIZE);
	free_page(used);
}

static void task_takes_a_zeroed_page(void *unused)
{
	tasks_zeroed = get_zeroed_page(GFP_STEP);
}

/* One store at a time clears it, and each is an instruction: of those some are enough. */
static void an_interrupt_may_come_while_a_page_is_cleared(struct kunit *test)
{
	unsigned int n = 1;
	bool came;

	do {
		long before = pages_now();

		interrupts_zeroed = 0;
		came = run_interrupted(n, task_takes_a_zeroed_page, NULL,
				       interrupt_takes_a_zeroed_page);
		KUNIT_ASSERT_TRUE(test, tasks_zeroed && (interrupts_zeroed || !came));
		KUNIT_ASSERT_NE_MSG(test, tasks_zeroed, interrupts_zeroed, "at instruction %u", n);
		KUNIT_EXPECT_NULL(test, memchr_inv((void *)tasks_zeroed, 0, PAGE_SIZE));
		if (interrupts_zeroed)
			KUNIT_EXPECT_NULL(test,
					  memchr_inv((void *)interrupts_zeroed, 0, PAGE_SIZE));
		KUNIT_ASSERT_EQ_MSG(test, page_alloc_check(), 0, "at instruction %u", n);
		free_page(tasks_zeroed);
		free_page(interrupts_zeroed);
		KUNIT_EXPECT_EQ_MSG(test, pages_now(), before, "at instruction %u", n);
		n += n < 80 ? 1 : 31;
	} while (came);
	KUNIT_EXPECT_GT(test, n, 1000U);
}

/* ---- many at once ---- */

#define TASKS_MANY	8
#define INTERRUPTS_MANY 3

static struct page *tasks_many[TASKS_MANY], *interrupts_many[INTERRUPTS_MANY];

static bool take_many(struct page **pages, unsigned long n)
{
	unsigned long got = 0, now;

	memset(pages, 0, n * sizeof(*pages));
	while (got < n) {
		now = alloc_pages_bulk_array(GFP_STEP, n, pages);
		if (now <= got)
			return false;
		got = now;
	}
	return true;
}

/* Both keep the first one, which is on top of the list: all the others go back in the order in which they lay there. */
static void interrupt_takes_many(void)
{
	if (!take_many(interrupts_many, INTERRUPTS_MANY))
		return;
	release_pages(interrupts_many + 1, INTERRUPTS_MANY - 1);
	interrupts = interrupts_many[0];
	*words_of(interrupts) = INTERRUPTS_MARK;
}

static void task_takes_many(void *unused)
{
	if (!take_many(tasks_many, TASKS_MANY))
		return;
	for (unsigned int i = 0; i < TASKS_MANY; i++)
		*words_of(tasks_many[i]) = TASKS_MARK + i;
	for (unsigned int i = 0; i < TASKS_MANY; i++)
		changed |= *words_of(tasks_many[i]) != TASKS_MARK + i;
	release_pages(tasks_many + 1, TASKS_MANY - 1);
	tasks = tasks_many[0];
}

static bool many_at(struct kunit *test, unsigned int n)
{
	long before = pages_now();
	bool came;

	tasks = interrupts = NULL;
	changed = false;
	came = run_interrupted(n, task_takes_many, NULL, interrupt_takes_many);
	KUNIT_ASSERT_TRUE_MSG(test, tasks && (interrupts || !came), "at instruction %u", n);
	KUNIT_ASSERT_PTR_NE_MSG(test, tasks, interrupts, "at instruction %u", n);
	KUNIT_ASSERT_EQ_MSG(test, page_alloc_check(), 0, "at instruction %u", n);
	KUNIT_EXPECT_FALSE_MSG(test, changed, "at instruction %u", n);
	KUNIT_EXPECT_EQ(test, *words_of(tasks), TASKS_MARK);
	release_pages(&tasks, 1);
	if (interrupts) {
		KUNIT_EXPECT_EQ(test, *words_of(interrupts), INTERRUPTS_MARK);
		release_pages(&interrupts, 1);
	}
	KUNIT_EXPECT_EQ_MSG(test, pages_now(), before, "at instruction %u", n);
	return came;
}

static void an_interrupt_may_take_and_free_many_at_any_instruction(struct kunit *test)
{
	unsigned int n = 0;

	while (many_at(test, ++n))
		;
	KUNIT_EXPECT_GT(test, n, 100U);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(an_interrupt_may_take_and_free_pages_at_any_instruction),
	KUNIT_CASE(an_interrupt_may_take_and_free_blocks_at_any_instruction),
	KUNIT_CASE(an_interrupt_may_come_while_a_per_cpu_list_is_filled),
	KUNIT_CASE(an_interrupt_may_come_while_a_block_is_split_and_merged),
	KUNIT_CASE(an_interrupt_may_come_while_a_page_is_cleared),
	KUNIT_CASE(an_interrupt_may_take_and_free_many_at_any_instruction),
	{},
};

static struct kunit_suite page_step_suite = { .name = "page_step", .test_cases = cases };
kunit_test_suite(page_step_suite);
