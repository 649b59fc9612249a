// SPDX-License-Identifier: MIT
/*
 * Tests of linux/mmdebug.h and of the assertions of linux/lockdep.h and linux/mmap_lock.h: one planted violation of each
 * kind is noticed in a DEBUG=1 build, and not even computed in any other. tests/boot/test_debug_build.py knows what each panic
 * must say.
 */
#include <kunit/test.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/mmdebug.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>

#include "tests/support/reports.h"

static struct kunit_suite mmdebug_suite;

static void what_holds_is_silent(struct kunit *test)
{
	struct page *page = virt_to_page(&mmdebug_suite);

	VM_BUG_ON(!test);
	VM_BUG_ON_PAGE(page_ref_count(page) < 0, page);
	VM_WARN_ON(!test);
	lockdep_assert_irqs_enabled();
	KUNIT_EXPECT_REPORTS(test, 0);
}

#ifdef CONFIG_DEBUG_VM

static struct mm_struct nobodys = { .mmap_lock = __RWSEM_INITIALIZER(nobodys.mmap_lock) };
static struct vm_area_struct empty = { .vm_start = 0x1000, .vm_end = 0x1000 };

static void vm_bug_on(struct kunit *test)
{
	VM_BUG_ON(test);
}

static void vm_bug_on_page(struct kunit *test)
{
	VM_BUG_ON_PAGE(test, virt_to_page(&mmdebug_suite));
}

static void vm_bug_on_vma(struct kunit *test)
{
	VM_BUG_ON_VMA(empty.vm_start == empty.vm_end, &empty);
}

static void mmap_lock_is_asserted(struct kunit *test)
{
	mmap_assert_locked(&nobodys);
}

static void mmap_lock_is_asserted_for_writing(struct kunit *test)
{
	mmap_read_lock(&nobodys);
	mmap_assert_locked(&nobodys);
	mmap_assert_write_locked(&nobodys);
}

static DEFINE_SPINLOCK(spinlock);
static DEFINE_MUTEX(mutex);
static DECLARE_RWSEM(rwsem);

#define EXPECT_ASSERTION(test, statement)                                                          \
	do {                                                                                       \
		struct reports mark = mark_reports();                                              \
                                                                                                   \
		statement;                                                                         \
		EXPECT_REPORTS(test, mark, 1, "tests/mm/page/mmdebug_test.c:");                    \
	} while (0)

static void locks_that_are_not_held_are_reported(struct kunit *test)
{
	EXPECT_ASSERTION(test, VM_WARN_ON(test));
	EXPECT_ASSERTION(test, lockdep_assert_held(&spinlock));
	EXPECT_ASSERTION(test, lockdep_assert_held(&mutex));
	EXPECT_ASSERTION(test, lockdep_assert_held(&rwsem));
	EXPECT_ASSERTION(test, lockdep_assert_irqs_disabled());
	EXPECT_ASSERTION(test, lockdep_assert_preemption_disabled());
	down_read(&rwsem);
	EXPECT_ASSERTION(test, lockdep_assert_held_write(&rwsem));
	up_read(&rwsem);
}

static void locks_that_are_held_are_silent(struct kunit *test)
{
	unsigned long flags;

	mutex_lock(&mutex);
	lockdep_assert_held(&mutex);
	mutex_unlock(&mutex);
	down_read(&rwsem);
	lockdep_assert_held(&rwsem);
	up_read(&rwsem);
	down_write(&rwsem);
	lockdep_assert_held(&rwsem);
	lockdep_assert_held_write(&rwsem);
	up_write(&rwsem);
	spin_lock_irqsave(&spinlock, flags);
	lockdep_assert_held(&spinlock);
	lockdep_assert_irqs_disabled();
	lockdep_assert_preemption_disabled();
	spin_unlock_irqrestore(&spinlock, flags);
	KUNIT_EXPECT_REPORTS(test, 0);
}

#else

static void what_does_not_hold_is_not_computed(struct kunit *test)
{
	struct page *page = virt_to_page(&mmdebug_suite);
	int computed = 0;

	VM_BUG_ON(++computed);
	VM_BUG_ON_PAGE(++computed, page);
	VM_WARN_ON(++computed);
	VM_WARN_ON_ONCE(++computed);
	KUNIT_EXPECT_EQ(test, computed, 0);
}

#endif

static struct kunit_case cases[] = {
	KUNIT_CASE(what_holds_is_silent),
#ifdef CONFIG_DEBUG_VM
	KUNIT_CASE(locks_that_are_not_held_are_reported),
	KUNIT_CASE(locks_that_are_held_are_silent),
	KUNIT_CASE_PANIC(vm_bug_on),
	KUNIT_CASE_PANIC(vm_bug_on_page),
	KUNIT_CASE_PANIC(vm_bug_on_vma),
	KUNIT_CASE_PANIC(mmap_lock_is_asserted),
	KUNIT_CASE_PANIC(mmap_lock_is_asserted_for_writing),
#else
	KUNIT_CASE(what_does_not_hold_is_not_computed),
#endif
	{},
};

static struct kunit_suite mmdebug_suite = { .name = "mmdebug", .test_cases = cases };
kunit_test_suite(mmdebug_suite);
