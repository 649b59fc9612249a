// SPDX-License-Identifier: MIT
/* Tests of include/linux/refcount.h and kernel/core/refcount.c. */
#include <kunit/test.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>

#include "tests/support/reports.h"

#define SATURATED ((unsigned int)REFCOUNT_SATURATED)

/* @call turns a count of @from into one of @to and is reported in these words. */
#define EXPECT_SATURATES(test, from, call, text)                                                   \
	do {                                                                                       \
		struct reports __mark = mark_reports();                                            \
                                                                                                   \
		refcount_set(&r, from);                                                            \
		call;                                                                              \
		KUNIT_EXPECT_EQ_MSG(test, refcount_read(&r), SATURATED, "%s\n", #call);            \
		EXPECT_REPORTS(test, __mark, 1, "refcount_t: " text ".");                          \
		EXPECT_PLACE(test, __mark, __LINE__);                                              \
	} while (0)

#define EXPECT_COUNTS(test, from, call, to)                                                        \
	do {                                                                                       \
		struct reports __mark = mark_reports();                                            \
                                                                                                   \
		refcount_set(&r, from);                                                            \
		call;                                                                              \
		KUNIT_EXPECT_EQ_MSG(test, refcount_read(&r), to, "%s\n", #call);                   \
		EXPECT_SILENCE(test, __mark);                                                      \
	} while (0)

static void references_are_counted(struct kunit *test)
{
	refcount_t r = REFCOUNT_INIT(1);

	EXPECT_COUNTS(test, 1, refcount_inc(&r), 2U);
	EXPECT_COUNTS(test, 3, refcount_add(4, &r), 7U);
	EXPECT_COUNTS(test, REFCOUNT_MAX - 1, refcount_inc(&r), (unsigned int)REFCOUNT_MAX);
	EXPECT_COUNTS(test, 1, KUNIT_EXPECT_TRUE(test, refcount_inc_not_zero(&r)), 2U);
	EXPECT_COUNTS(test, 0, KUNIT_EXPECT_FALSE(test, refcount_inc_not_zero(&r)), 0U);
	EXPECT_COUNTS(test, 0, KUNIT_EXPECT_FALSE(test, refcount_add_not_zero(7, &r)), 0U);
	EXPECT_COUNTS(test, 2, KUNIT_EXPECT_FALSE(test, refcount_dec_and_test(&r)), 1U);
	EXPECT_COUNTS(test, 1, KUNIT_EXPECT_TRUE(test, refcount_dec_and_test(&r)), 0U);
	EXPECT_COUNTS(test, 5, KUNIT_EXPECT_FALSE(test, refcount_sub_and_test(2, &r)), 3U);
	EXPECT_COUNTS(test, 5, KUNIT_EXPECT_TRUE(test, refcount_sub_and_test(5, &r)), 0U);
	EXPECT_COUNTS(test, 2, refcount_dec(&r), 1U);
}

static void too_many_saturate(struct kunit *test)
{
	refcount_t r;

	EXPECT_SATURATES(test, REFCOUNT_MAX, refcount_inc(&r), "saturated; leaking memory");
	EXPECT_SATURATES(test, REFCOUNT_MAX - 3, refcount_add(4, &r), "saturated; leaking memory");
	EXPECT_SATURATES(test, REFCOUNT_MAX, KUNIT_EXPECT_TRUE(test, refcount_inc_not_zero(&r)),
			 "saturated; leaking memory");
	EXPECT_SATURATES(test, REFCOUNT_MAX, KUNIT_EXPECT_TRUE(test, refcount_add_not_zero(2, &r)),
			 "saturated; leaking memory");
}

static void what_is_saturated_stays_so(struct kunit *test)
{
	refcount_t r;

	EXPECT_SATURATES(test, REFCOUNT_SATURATED, refcount_inc(&r), "saturated; leaking memory");
	EXPECT_SATURATES(test, REFCOUNT_SATURATED + 1,
			 KUNIT_EXPECT_TRUE(test, refcount_inc_not_zero(&r)),
			 "saturated; leaking memory");
	EXPECT_SATURATES(test, REFCOUNT_SATURATED, refcount_dec(&r),
			 "decrement hit 0; leaking memory");
	EXPECT_SATURATES(test, REFCOUNT_SATURATED,
			 KUNIT_EXPECT_FALSE(test, refcount_dec_and_test(&r)),
			 "underflow; use-after-free");
	EXPECT_SATURATES(test, -1, KUNIT_EXPECT_FALSE(test, refcount_sub_and_test(3, &r)),
			 "underflow; use-after-free");
	EXPECT_COUNTS(test, REFCOUNT_SATURATED, KUNIT_EXPECT_TRUE(test, refcount_dec_not_one(&r)),
		      SATURATED);
}

static void a_count_of_0_is_not_revived_and_not_passed(struct kunit *test)
{
	refcount_t r;

	EXPECT_SATURATES(test, 0, refcount_inc(&r), "addition on 0; use-after-free");
	EXPECT_SATURATES(test, 0, refcount_add(3, &r), "addition on 0; use-after-free");
	EXPECT_SATURATES(test, 0, KUNIT_EXPECT_FALSE(test, refcount_dec_and_test(&r)),
			 "underflow; use-after-free");
	EXPECT_SATURATES(test, 2, KUNIT_EXPECT_FALSE(test, refcount_sub_and_test(3, &r)),
			 "underflow; use-after-free");
	EXPECT_SATURATES(test, 1, refcount_dec(&r), "decrement hit 0; leaking memory");
	EXPECT_SATURATES(test, 0, refcount_dec(&r), "decrement hit 0; leaking memory");
}

static void the_last_reference_on_condition(struct kunit *test)
{
	refcount_t r;

	EXPECT_COUNTS(test, 1, KUNIT_EXPECT_TRUE(test, refcount_dec_if_one(&r)), 0U);
	EXPECT_COUNTS(test, 2, KUNIT_EXPECT_FALSE(test, refcount_dec_if_one(&r)), 2U);
	EXPECT_COUNTS(test, 2, KUNIT_EXPECT_TRUE(test, refcount_dec_not_one(&r)), 1U);
	EXPECT_COUNTS(test, 1, KUNIT_EXPECT_FALSE(test, refcount_dec_not_one(&r)), 1U);
}

static void the_last_reference_comes_with_its_lock(struct kunit *test)
{
	static DEFINE_MUTEX(mutex);
	static DEFINE_SPINLOCK(lock);
	refcount_t r;

	EXPECT_COUNTS(test, 2, KUNIT_EXPECT_FALSE(test, refcount_dec_and_mutex_lock(&r, &mutex)),
		      1U);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&mutex));
	EXPECT_COUNTS(test, 1, KUNIT_EXPECT_TRUE(test, refcount_dec_and_mutex_lock(&r, &mutex)),
		      0U);
	KUNIT_EXPECT_TRUE(test, mutex_is_locked(&mutex));
	mutex_unlock(&mutex);

	EXPECT_COUNTS(test, 2, KUNIT_EXPECT_FALSE(test, refcount_dec_and_lock(&r, &lock)), 1U);
	KUNIT_EXPECT_FALSE(test, in_atomic());
	EXPECT_COUNTS(test, 1, KUNIT_EXPECT_TRUE(test, refcount_dec_and_lock(&r, &lock)), 0U);
	KUNIT_EXPECT_TRUE(test, in_atomic());
	spin_unlock(&lock);
}

static struct kunit_case refcount_cases[] = {
	KUNIT_CASE(references_are_counted),
	KUNIT_CASE(too_many_saturate),
	KUNIT_CASE(what_is_saturated_stays_so),
	KUNIT_CASE(a_count_of_0_is_not_revived_and_not_passed),
	KUNIT_CASE(the_last_reference_on_condition),
	KUNIT_CASE(the_last_reference_comes_with_its_lock),
	{},
};

static struct kunit_suite refcount_suite = {
	.name = "refcount",
	.test_cases = refcount_cases,
};

kunit_test_suite(refcount_suite);
