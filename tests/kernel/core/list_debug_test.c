// SPDX-License-Identifier: MIT
/* Tests of kernel/core/list_debug.c and of the checks in <linux/list.h>. They are there in a DEBUG=1 build only. */
#ifdef CONFIG_DEBUG_LIST
#include <kunit/test.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/spinlock.h>

#include "tests/support/reports.h"

#define TEST_IRQ   5
#define raise(irq) asm volatile("int %0" : : "i"(IRQ0_VECTOR + (irq)) : "memory", "cc")

static LIST_HEAD(list);
static struct list_head a, b, c;
static int line;

/* "a b c" */
static int init(struct kunit *test)
{
	INIT_LIST_HEAD(&list);
	list_add_tail(&a, &list);
	list_add_tail(&b, &list);
	list_add_tail(&c, &list);
	return 0;
}

static void right_use_is_silent(struct kunit *test)
{
	struct reports before = mark_reports();

	list_del(&b);
	list_add(&b, &a);
	list_move(&c, &list);
	list_move_tail(&a, &list);
	list_swap(&a, &c);
	list_del_init(&a);
	list_add(&a, &list);
	list_rotate_left(&list);
	KUNIT_EXPECT_EQ(test, list_count_nodes(&list), 3U);
	KUNIT_EXPECT_TRUE(test, __list_is_whole(&list));
	EXPECT_SILENCE(test, before);
}

/* What was added or deleted, where, and all three are still there, in their order. */
#define EXPECT_REFUSED(test, before, ...)                                                          \
	do {                                                                                       \
		EXPECT_REPORTS(test, before, 1, "WARNING: CPU: 0 PID: 1 at ");                     \
		EXPECT_PLACE(test, before, line);                                                  \
		KUNIT_EXPECT_TRUE(test, is_logged((before).log, __VA_ARGS__));                     \
		KUNIT_EXPECT_PTR_EQ(test, list.next, &a);                                          \
		KUNIT_EXPECT_PTR_EQ(test, a.next, &b);                                             \
	} while (0)

static void an_entry_that_is_added_twice_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();

	list_add(&a, &list), line = __LINE__;
	EXPECT_REFUSED(test, before, "list_add double add: new=%px, prev=%px, next=%px.", &a, &list,
		       &a);
}

static void an_entry_that_is_deleted_twice_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();

	list_del(&c);
	list_del(&c), line = __LINE__;
	EXPECT_REFUSED(test, before, "list_del corruption, %px->next is LIST_POISON1 (00000100)",
		       &c);
	KUNIT_EXPECT_EQ(test, list_count_nodes(&list), 2U);
}

static void half_an_entry_that_was_deleted_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();

	list_del(&c);
	c.next = &c;
	list_del(&c), line = __LINE__;
	EXPECT_REFUSED(test, before, "list_del corruption, %px->prev is LIST_POISON2 (00000122)",
		       &c);
}

static void an_entry_that_was_never_added_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();
	static struct list_head zero;

	list_del(&zero), line = __LINE__;
	EXPECT_REFUSED(test, before, "list_del corruption, %px->next is NULL", &zero);
	before = mark_reports();
	zero.next = &a;
	list_del_init(&zero), line = __LINE__;
	EXPECT_REFUSED(test, before, "list_del corruption, %px->prev is NULL", &zero);
}

static void an_add_beside_a_wrong_next_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();
	struct list_head *was = list.next, new;

	list.next = (void *)0x41414141;
	list_add(&new, &list), line = __LINE__;
	KUNIT_EXPECT_PTR_EQ(test, list.next, (void *)0x41414141);
	list.next = was;
	EXPECT_REFUSED(test, before,
		       "list_add corruption. next->prev should be prev (%px), but was at an address "
		       "that cannot be read. (next=41414141).",
		       &list);
}

static void an_add_beside_a_wrong_prev_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();
	struct list_head new;

	list.prev = &a;
	list_add_tail(&new, &list), line = __LINE__;
	KUNIT_EXPECT_PTR_EQ(test, list.prev, &a);
	EXPECT_REFUSED(test, before,
		       "list_add corruption. prev->next should be next (%px), but was %px. (prev=%px).",
		       &list, &b, &a);
}

static void an_add_to_no_list_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();
	static struct list_head zero;
	struct list_head new;

	list_add(&new, &zero), line = __LINE__;
	EXPECT_REFUSED(test, before, "list_add corruption. next is NULL.");
	before = mark_reports();
	list_add_tail(&new, &zero), line = __LINE__;
	EXPECT_REFUSED(test, before, "list_add corruption. prev is NULL.");
}

/* The entry before it was written over, and the one behind it. */
static void a_delete_beside_a_wrong_neighbour_is_reported(struct kunit *test)
{
	struct reports before = mark_reports();

	c.prev = &list;
	list_del(&b), line = __LINE__;
	EXPECT_REFUSED(test, before,
		       "list_del corruption. next->prev should be %px, but was %px. (next=%px)", &b,
		       &list, &c);
	KUNIT_EXPECT_PTR_EQ(test, b.next, &c);
	before = mark_reports();
	a.next = &c;
	list_move(&b, &list), line = __LINE__;
	a.next = &b;
	EXPECT_REFUSED(test, before,
		       "list_del corruption. prev->next should be %px, but was %px. (prev=%px)", &b,
		       &c, &a);
}

static irqreturn_t delete_again(int irq, void *dev_id)
{
	list_del(&c), line = __LINE__;
	return IRQ_HANDLED;
}

/* A report under a lock that is taken with interrupts off, and one in an interrupt. */
static void it_is_reported_under_a_lock_and_in_an_interrupt(struct kunit *test)
{
	static DEFINE_SPINLOCK(lock);
	struct reports before = mark_reports();
	unsigned long flags;

	list_del(&c);
	spin_lock_irqsave(&lock, flags);
	list_del(&c), line = __LINE__;
	spin_unlock_irqrestore(&lock, flags);
	EXPECT_REFUSED(test, before, "list_del corruption, %px->next is LIST_POISON1 (00000100)",
		       &c);
	before = mark_reports();
	KUNIT_ASSERT_EQ(test, request_irq(TEST_IRQ, delete_again, 0, "list_debug_test", NULL), 0);
	raise(TEST_IRQ);
	free_irq(TEST_IRQ, NULL);
	EXPECT_REFUSED(test, before, "list_del corruption, %px->next is LIST_POISON1 (00000100)",
		       &c);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(right_use_is_silent),
	KUNIT_CASE(an_entry_that_is_added_twice_is_reported),
	KUNIT_CASE(an_entry_that_is_deleted_twice_is_reported),
	KUNIT_CASE(half_an_entry_that_was_deleted_is_reported),
	KUNIT_CASE(an_entry_that_was_never_added_is_reported),
	KUNIT_CASE(an_add_beside_a_wrong_next_is_reported),
	KUNIT_CASE(an_add_beside_a_wrong_prev_is_reported),
	KUNIT_CASE(an_add_to_no_list_is_reported),
	KUNIT_CASE(a_delete_beside_a_wrong_neighbour_is_reported),
	KUNIT_CASE(it_is_reported_under_a_lock_and_in_an_interrupt),
	{},
};

static struct kunit_suite suite = { .name = "list_debug", .init = init, .test_cases = cases };
kunit_test_suite(suite);
#endif
