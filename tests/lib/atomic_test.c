// SPDX-License-Identifier: MIT
/* Tests of <linux/atomic.h> and <asm/cmpxchg.h>: what the operations do and return. */
#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/kernel.h>

static void void_operations_change_the_counter(struct kunit *test)
{
	atomic_t v = ATOMIC_INIT(10);

	atomic_add(5, &v);
	atomic_sub(3, &v);
	atomic_inc(&v);
	atomic_dec(&v);
	KUNIT_EXPECT_EQ(test, atomic_read(&v), 12);
	atomic_or(3, &v);
	atomic_and(~4, &v);
	atomic_xor(1, &v);
	KUNIT_EXPECT_EQ(test, atomic_read(&v), 10);
	atomic_andnot(2, &v);
	KUNIT_EXPECT_EQ(test, atomic_read(&v), 8);
}

static void return_is_new_and_fetch_is_old(struct kunit *test)
{
	atomic_t v = ATOMIC_INIT(1);

	KUNIT_EXPECT_EQ(test, atomic_add_return(4, &v), 5);
	KUNIT_EXPECT_EQ(test, atomic_fetch_add(2, &v), 5);
	KUNIT_EXPECT_EQ(test, atomic_sub_return(1, &v), 6);
	KUNIT_EXPECT_EQ(test, atomic_fetch_sub(1, &v), 6);
	KUNIT_EXPECT_EQ(test, atomic_inc_return(&v), 6);
	KUNIT_EXPECT_EQ(test, atomic_dec_return(&v), 5);
	KUNIT_EXPECT_EQ(test, atomic_fetch_or(8, &v), 5);
	KUNIT_EXPECT_EQ(test, atomic_fetch_and(12, &v), 13);
	KUNIT_EXPECT_EQ(test, atomic_fetch_xor(4, &v), 12);
	KUNIT_EXPECT_EQ(test, atomic_xchg(&v, 7), 8);
	KUNIT_EXPECT_EQ(test, atomic_read(&v), 7);
}

static void tests_look_at_the_result(struct kunit *test)
{
	atomic_t v = ATOMIC_INIT(2);

	KUNIT_EXPECT_FALSE(test, atomic_dec_and_test(&v));
	KUNIT_EXPECT_TRUE(test, atomic_dec_and_test(&v));
	KUNIT_EXPECT_TRUE(test, atomic_add_negative(-1, &v));
	KUNIT_EXPECT_TRUE(test, atomic_inc_and_test(&v));
	KUNIT_EXPECT_FALSE(test, atomic_add_negative(5, &v));
	KUNIT_EXPECT_TRUE(test, atomic_sub_and_test(5, &v));
}

static void conditions_decide_whether_anything_changes(struct kunit *test)
{
	atomic_t v = ATOMIC_INIT(0);

	KUNIT_EXPECT_FALSE(test, atomic_inc_not_zero(&v));
	KUNIT_EXPECT_EQ(test, atomic_dec_if_positive(&v), -1);
	KUNIT_EXPECT_EQ(test, atomic_read(&v), 0);
	KUNIT_EXPECT_TRUE(test, atomic_inc_unless_negative(&v));
	KUNIT_EXPECT_TRUE(test, atomic_inc_not_zero(&v));
	KUNIT_EXPECT_TRUE(test, atomic_add_unless(&v, 3, 9));
	KUNIT_EXPECT_EQ(test, atomic_dec_if_positive(&v), 4);
	KUNIT_EXPECT_EQ(test, atomic_fetch_add_unless(&v, 1, 4), 4);
	KUNIT_EXPECT_EQ(test, atomic_read(&v), 4);
	atomic_set(&v, -1);
	KUNIT_EXPECT_FALSE(test, atomic_inc_unless_negative(&v));
}

static void cmpxchg_stores_only_over_the_expected(struct kunit *test)
{
	atomic_t v = ATOMIC_INIT(1);
	int seen = 5;

	KUNIT_EXPECT_EQ(test, atomic_cmpxchg(&v, 1, 2), 1);
	KUNIT_EXPECT_EQ(test, atomic_cmpxchg(&v, 1, 3), 2);
	KUNIT_EXPECT_FALSE(test, atomic_try_cmpxchg(&v, &seen, 9));
	KUNIT_EXPECT_EQ(test, seen, 2);
	KUNIT_EXPECT_TRUE(test, atomic_try_cmpxchg(&v, &seen, 9));
	KUNIT_EXPECT_EQ(test, atomic_read(&v), 9);
}

static void exchanges_have_the_size_of_the_object(struct kunit *test)
{
	u8 bytes[4] = { 1, 2, 3, 4 };
	u16 words[2] = { 1, 2 };
	u64 wide = 0x100000002ull;
	void *ptr = bytes;

	KUNIT_EXPECT_EQ(test, xchg(&bytes[1], 9), 2);
	KUNIT_EXPECT_EQ(test, cmpxchg(&bytes[2], 3, 8), 3);
	KUNIT_EXPECT_EQ(test, *(u32 *)bytes, 0x04080901);
	KUNIT_EXPECT_EQ(test, xadd(&words[0], 0xffff), 1);
	KUNIT_EXPECT_EQ(test, *(u32 *)words, 0x00020000);
	KUNIT_EXPECT_PTR_EQ(test, cmpxchg(&ptr, (void *)bytes, NULL), bytes);
	KUNIT_EXPECT_NULL(test, ptr);
	KUNIT_EXPECT_TRUE(test, cmpxchg64(&wide, 1, 2) == 0x100000002ull);
	KUNIT_EXPECT_TRUE(test, cmpxchg64(&wide, 0x100000002ull, 0x300000004ull) == 0x100000002ull);
	KUNIT_EXPECT_TRUE(test, wide == 0x300000004ull);
}

static struct kunit_case atomic_cases[] = {
	KUNIT_CASE(void_operations_change_the_counter),
	KUNIT_CASE(return_is_new_and_fetch_is_old),
	KUNIT_CASE(tests_look_at_the_result),
	KUNIT_CASE(conditions_decide_whether_anything_changes),
	KUNIT_CASE(cmpxchg_stores_only_over_the_expected),
	KUNIT_CASE(exchanges_have_the_size_of_the_object),
	{},
};

static struct kunit_suite atomic_suite = {
	.name = "atomic",
	.test_cases = atomic_cases,
};

kunit_test_suite(atomic_suite);
