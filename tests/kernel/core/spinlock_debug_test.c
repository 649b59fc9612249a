// SPDX-License-Identifier: MIT
/* Tests of kernel/core/spinlock_debug.c. The normal build keeps spinlocks bare, and has none of these. */
#ifdef CONFIG_DEBUG_SPINLOCK
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/kthread.h>
#include <linux/spinlock.h>

#include "tests/support/reports.h"

#define TEST_IRQ   5
#define raise(irq) asm volatile("int %0" : : "i"(IRQ0_VECTOR + (irq)) : "memory", "cc")

static spinlock_t lock, other;

static int init(struct kunit *test)
{
	spin_lock_init(&lock);
	spin_lock_init(&other);
	return 0;
}

static void right_use_is_silent(struct kunit *test)
{
	struct reports before = mark_reports();
	unsigned long flags;

	spin_lock(&lock);
	KUNIT_EXPECT_TRUE(test, spin_is_locked(&lock));
	spin_lock_irqsave(&other, flags);
	spin_unlock(&lock); /* in any order */
	spin_unlock_irqrestore(&other, flags);
	spin_lock_bh(&lock);
	spin_unlock_bh(&lock);
	spin_lock_irq(&lock);
	spin_unlock_irq(&lock);
	KUNIT_EXPECT_FALSE(test, spin_is_locked(&lock));
	KUNIT_EXPECT_EQ(test, spin_trylock(&lock), 1);
	KUNIT_EXPECT_EQ(test, spin_trylock(&lock), 0);
	spin_unlock(&lock);
	assert_spin_locked(&lock);
	KUNIT_EXPECT_REPORTS_SINCE(test, before.count, 1); /* the assertion's */
	KUNIT_EXPECT_TRUE(test, preemptible());
}

enum { TAKEN = __LINE__ + 4, TAKEN_AGAIN = TAKEN + 7 };

static noinline void take_first(void)
{
	spin_lock(&lock);
}

/* Hidden from the compiler, which else makes one function of the two. */
static noinline void take_again(spinlock_t *same)
{
	OPTIMIZER_HIDE_VAR(same);
	spin_lock(same);
}

static void taken_twice_by_its_owner_is_reported_with_both_places(struct kunit *test)
{
	struct reports before = mark_reports();

	take_first();
	take_again(&lock);
	EXPECT_REPORTS(test, before, 1, "BUG: spinlock recursion on CPU#0, init/1");
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, ".owner: init/1, .owner_cpu: 0"));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, " taken at take_first+0x"));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, " now at take_again"));
	EXPECT_PLACE(test, before, TAKEN);
	EXPECT_PLACE(test, before, TAKEN_AGAIN);
	spin_unlock(&lock); /* it was forgiven: the unlocks match */
	KUNIT_EXPECT_TRUE(test, spin_is_locked(&lock));
	spin_unlock(&lock);
	KUNIT_EXPECT_FALSE(test, spin_is_locked(&lock));
	KUNIT_EXPECT_REPORTS_SINCE(test, before.count, 1);
}

static irqreturn_t take_in_handler(int irq, void *dev_id)
{
	spin_lock(&lock);
	spin_unlock(&lock);
	return IRQ_HANDLED;
}

/* What it is for: a task that forgot _irqsave, and the interrupt that comes just then. */
static void a_handler_that_wants_its_tasks_lock_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();

	KUNIT_ASSERT_EQ(test, request_irq(TEST_IRQ, take_in_handler, 0, "spinlock_test", NULL), 0);
	take_first();
	raise(TEST_IRQ);
	spin_unlock(&lock);
	free_irq(TEST_IRQ, NULL);
	EXPECT_REPORTS(test, before, 1, "BUG: spinlock recursion");
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, " taken at take_first+0x"));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, " now at take_in_handler+0x"));
}

static noinline void release_first(void)
{
	spin_unlock(&lock);
}

static void released_when_nobody_has_it_is_reported_with_both_places(struct kunit *test)
{
	struct reports before = mark_reports();

	take_first();
	release_first();
	preempt_disable();
	spin_unlock(&lock);
	EXPECT_REPORTS(test, before, 1, "BUG: spinlock already unlocked on CPU#0, init/1");
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, ".owner: <none>/-1, .owner_cpu: -1"));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, " released before at release_first+0x"));
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, " now at released_when_nobody_has_it"));
}

static int unlock_for_him(void *data)
{
	preempt_disable();
	spin_unlock(&lock);
	return 0;
}

static void released_by_a_stranger_is_reported(struct kunit *test)
{
	struct task_struct *k = kthread_create(unlock_for_him, NULL, "stranger");
	struct reports before = mark_reports();

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, k);
	get_task_struct(k);
	take_first();
	preempt_enable();
	wake_up_process(k);
	kthread_stop(k);
	put_task_struct(k);
	EXPECT_REPORTS(test, before, 1, "BUG: spinlock wrong owner on CPU#0, stranger/");
	KUNIT_EXPECT_TRUE(test, log_contains(before.log, ".owner: init/1"));
	KUNIT_EXPECT_FALSE(test, spin_is_locked(&lock));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(right_use_is_silent),
	KUNIT_CASE(taken_twice_by_its_owner_is_reported_with_both_places),
	KUNIT_CASE(a_handler_that_wants_its_tasks_lock_is_reported),
	KUNIT_CASE(released_when_nobody_has_it_is_reported_with_both_places),
	KUNIT_CASE(released_by_a_stranger_is_reported),
	{},
};

static struct kunit_suite suite = { .name = "spinlock_debug", .init = init, .test_cases = cases };
kunit_test_suite(suite);
#endif
