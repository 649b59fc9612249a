// SPDX-License-Identifier: MIT
/*
 * Tests of mm/vmalloc/vmalloc.c and vmap_area.c: an interrupt that frees an area, or that wakes a task which makes and
 * frees one, at every instruction of the same calls.
 */
#include <k896/check.h>
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>

#include "mm/vmalloc/vmap_area.h"
#include "tests/support/step.h"

#define TASKS_MARK     0x7a5c0001
#define INTRUDERS_MARK 0x1b7e0002

static bool wrong; /* an area was not there, or had other contents than its owner's */

/* Two pages, with @mark at both ends. */
static unsigned long *make_area(unsigned long mark)
{
	unsigned long *p = vmalloc(2 * PAGE_SIZE);

	if (p)
		p[0] = p[2 * PAGE_SIZE / sizeof(long) - 1] = mark;
	else
		wrong = true;
	return p;
}

static void free_area(unsigned long *p, unsigned long mark)
{
	wrong |= p && (p[0] != mark || p[2 * PAGE_SIZE / sizeof(long) - 1] != mark);
	vfree(p);
}

static void task_uses_an_area(void *unused)
{
	free_area(make_area(TASKS_MARK), TASKS_MARK);
}

/* ---- interrupts that free ---- */

static void *tasks, *interrupts;

static void interrupt_frees(void)
{
	vfree(interrupts);
	interrupts = NULL;
}

/* kswapd, which would empty the list, runs only afterwards. */
static void task_frees_later(void *unused)
{
	preempt_disable();
	vfree_atomic(tasks);
	tasks = NULL;
	preempt_enable();
}

static void task_frees_what_is_due(void *unused)
{
	vfree_drain();
}

/* Also on the way out of the interrupt, when kswapd runs. */
static bool frees_meet_at(struct kunit *test, unsigned int n, void (*fn)(void *))
{
	unsigned long areas = vmalloc_nr_areas(), pages = vmalloc_nr_pages();
	bool came;

	tasks = vmalloc(PAGE_SIZE);
	interrupts = vmalloc(PAGE_SIZE);
	KUNIT_ASSERT_TRUE(test, tasks && interrupts);
	wrong = false;
	preempt_disable();
	if (fn == task_frees_what_is_due)
		task_frees_later(NULL);
	preempt_enable_no_resched();
	came = run_interrupted(n, fn, NULL, interrupt_frees);
	vfree(tasks);
	vfree(interrupts);
	vfree_drain();
	KUNIT_EXPECT_FALSE_MSG(test, wrong, "at instruction %u", n);
	KUNIT_ASSERT_EQ_MSG(test, vmalloc_check(), 0, "at instruction %u", n);
	KUNIT_ASSERT_EQ_MSG(test, vmalloc_nr_areas(), areas, "at instruction %u", n);
	KUNIT_ASSERT_EQ_MSG(test, vmalloc_nr_pages(), pages, "at instruction %u", n);
	return came;
}

static void frees_meet_at_every_instruction(struct kunit *test, void (*fn)(void *),
					    unsigned int least)
{
	unsigned int n = 0;

	while (frees_meet_at(test, ++n, fn))
		;
	KUNIT_EXPECT_GT(test, n, least);
	KUNIT_EXPECT_EQ(test, page_alloc_check(), 0);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
}

static void an_interrupt_may_vfree_while_an_area_is_made_and_freed(struct kunit *test)
{
	frees_meet_at_every_instruction(test, task_uses_an_area, 300);
}

static void an_interrupt_may_vfree_while_another_area_is_put_off(struct kunit *test)
{
	frees_meet_at_every_instruction(test, task_frees_later, 20);
}

static void an_interrupt_may_vfree_while_the_areas_put_off_are_freed(struct kunit *test)
{
	frees_meet_at_every_instruction(test, task_frees_what_is_due, 100);
}

/* ---- another task, where no lock is held ---- */

static struct task_struct *intruder;
static unsigned int turns;

/* Each turn makes one and frees that of the turn before: so it also looks for areas beside the interrupted task's. */
static int uses_an_area_when_woken(void *unused)
{
	unsigned long *kept = NULL, *made;

	while (!kthread_should_stop()) {
		made = make_area(INTRUDERS_MARK);
		free_area(kept, INTRUDERS_MARK);
		kept = made;
		turns++;
		set_current_state(TASK_INTERRUPTIBLE);
		if (!kthread_should_stop())
			schedule();
		__set_current_state(TASK_RUNNING);
	}
	vfree(kept);
	return 0;
}

static void interrupt_wakes_intruder(void)
{
	wake_up_process(intruder);
}

static void a_task_may_make_and_free_an_area_at_any_instruction(struct kunit *test)
{
	unsigned long areas, pages;
	unsigned int n = 0;
	bool came;

	intruder = kthread_create(uses_an_area_when_woken, NULL, "intruder");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, intruder);
	sched_set_fifo(intruder);
	wake_up_process(intruder);
	areas = vmalloc_nr_areas();
	pages = vmalloc_nr_pages();
	turns = 0;
	do {
		wrong = false;
		came = run_interrupted(++n, task_uses_an_area, NULL, interrupt_wakes_intruder);
		KUNIT_EXPECT_FALSE_MSG(test, wrong, "at instruction %u", n);
		KUNIT_EXPECT_EQ_MSG(test, vmalloc_check(), 0, "at instruction %u", n);
		KUNIT_EXPECT_EQ_MSG(test, vmalloc_nr_areas(), areas, "at instruction %u", n);
		KUNIT_EXPECT_EQ_MSG(test, vmalloc_nr_pages(), pages, "at instruction %u", n);
	} while (came);
	KUNIT_EXPECT_EQ(test, turns, n - 1);
	KUNIT_EXPECT_GT(test, n, 300U);
	KUNIT_EXPECT_EQ(test, kthread_stop(intruder), 0);
	KUNIT_EXPECT_EQ(test, page_alloc_check(), 0);
	KUNIT_EXPECT_EQ(test, slab_check(), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(an_interrupt_may_vfree_while_an_area_is_made_and_freed),
	KUNIT_CASE(an_interrupt_may_vfree_while_another_area_is_put_off),
	KUNIT_CASE(an_interrupt_may_vfree_while_the_areas_put_off_are_freed),
	KUNIT_CASE(a_task_may_make_and_free_an_area_at_any_instruction),
	{},
};

static struct kunit_suite vmalloc_step_suite = { .name = "vmalloc_step", .test_cases = cases };
kunit_test_suite(vmalloc_step_suite);
