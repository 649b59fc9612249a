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
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

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

/* ---- locks in memory that is none, or not theirs any more ---- */

struct thing {
	spinlock_t lock;
	struct mutex mutex;
	struct rw_semaphore rwsem;
};

static void lock_spinlock(struct thing *thing)
{
	spin_lock(&thing->lock);
	spin_unlock(&thing->lock);
}

static void try_spinlock(struct thing *thing)
{
	spin_trylock(&thing->lock);
}

static void lock_mutex(struct thing *thing)
{
	mutex_lock(&thing->mutex);
	mutex_unlock(&thing->mutex);
}

static void try_mutex(struct thing *thing)
{
	mutex_trylock(&thing->mutex);
}

static void unlock_mutex(struct thing *thing)
{
	mutex_unlock(&thing->mutex);
}

static void read_rwsem(struct thing *thing)
{
	down_read(&thing->rwsem);
	up_read(&thing->rwsem);
}

static void write_rwsem(struct thing *thing)
{
	down_write(&thing->rwsem);
	up_write(&thing->rwsem);
}

/* An owner that cannot be read, and one that can be but is no task. */
static const int fills[] = { 0x6b, 0xc1 };

static void a_lock_without_its_memory_is_reported_and_all_goes_on(struct kunit *test)
{
	static const struct {
		void (*use)(struct thing *thing);
		const char *text;
	} uses[] = {
		{ lock_spinlock, "BUG: spinlock bad magic on CPU#0, init/1" },
		{ try_spinlock, "BUG: spinlock bad magic on CPU#0, init/1" },
		{ lock_mutex, ": its owner has ended, or it was never initialized" },
		{ try_mutex, ": its owner has ended, or it was never initialized" },
		{ unlock_mutex, ": its owner has ended, or it was never initialized" },
		{ read_rwsem, ": never initialized, freed, or written over" },
		{ write_rwsem, ": never initialized, freed, or written over" },
	};
	struct thing *thing = kmalloc(sizeof(*thing), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, thing);
	for (unsigned int i = 0; i < 2 * ARRAY_SIZE(uses); i++) {
		struct reports before = mark_reports();

		memset(thing, fills[i % 2], sizeof(*thing));
		uses[i / 2].use(thing);
		KUNIT_EXPECT_GT(test, report_count, before.count);
		KUNIT_EXPECT_TRUE(test, log_contains(before.log, uses[i / 2].text));
		KUNIT_EXPECT_TRUE(test, is_logged(before.log, " (%s:", __FILE__));
		KUNIT_EXPECT_TRUE(test, preemptible());
		KUNIT_EXPECT_REPORTS_SINCE(test, before.count, report_count - before.count);
	}
	memset(thing, 0, sizeof(*thing));
	kfree(thing);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(right_use_is_silent),
	KUNIT_CASE(taken_twice_by_its_owner_is_reported_with_both_places),
	KUNIT_CASE(a_handler_that_wants_its_tasks_lock_is_reported),
	KUNIT_CASE(released_when_nobody_has_it_is_reported_with_both_places),
	KUNIT_CASE(released_by_a_stranger_is_reported),
	KUNIT_CASE(a_lock_without_its_memory_is_reported_and_all_goes_on),
	{},
};

static struct kunit_suite suite = { .name = "spinlock_debug", .init = init, .test_cases = cases };
kunit_test_suite(suite);
#endif
