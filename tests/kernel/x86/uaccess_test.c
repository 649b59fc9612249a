// SPDX-License-Identifier: MIT
/*
 * Tests of linux/uaccess.h: pages of the user's with nothing behind them, so that every count of bytes up to the
 * edge can be tried.
 */
#include <k896/log.h>
#include <kunit/test.h>
#include <linux/panic.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/uaccess.h>

#include "tests/support/user_mm.h"

#define EDGE	(FIXED_AT + PAGES(2)) /* the first address that is not there */
#define MAX_LEN 40UL

static int two_pages(struct kunit *test)
{
	int err = use_fresh_mm(test);

	if (err)
		return err;
	return IS_ERR_VALUE(map_anon_at(FIXED_AT, PAGES(2), RW)) ? -ENOMEM : 0;
}

static void __user *before_edge(unsigned long bytes)
{
	return (void __user *)(EDGE - bytes);
}

static void fill(u8 *buf, unsigned long n, u8 first)
{
	for (unsigned long i = 0; i < n; i++)
		buf[i] = first + i;
}

/* Are the bytes those of fill()? */
static bool filled(const u8 *buf, unsigned long n, u8 first)
{
	for (unsigned long i = 0; i < n; i++)
		if (buf[i] != (u8)(first + i))
			return false;
	return true;
}

static bool all_are(const u8 *buf, unsigned long n, u8 value)
{
	for (unsigned long i = 0; i < n; i++)
		if (buf[i] != value)
			return false;
	return true;
}

/* Blocks */

static void a_block_goes_out_and_comes_back(struct kunit *test)
{
	static u8 out[6000], in[6000];

	fill(out, sizeof(out), 3);
	KUNIT_EXPECT_EQ(test, copy_to_user((void *)(FIXED_AT + 77), out, sizeof(out)), 0);
	KUNIT_EXPECT_EQ(test, copy_from_user(in, (void *)(FIXED_AT + 77), sizeof(in)), 0);
	KUNIT_EXPECT_TRUE(test, filled(in, sizeof(in), 3));
}

/* For each length, each number of bytes that fit, each alignment of the kernel's side. */
static void copy_to_user_counts_every_byte_at_an_edge(struct kunit *test)
{
	u8 out[MAX_LEN + 4], in[MAX_LEN];

	for (unsigned long n = 1; n <= MAX_LEN; n++) {
		for (unsigned long there = 0; there <= n; there++) {
			u8 *from = out + (n + there) % 4;

			fill(from, n, n);
			KUNIT_ASSERT_EQ(test, clear_user(before_edge(MAX_LEN), MAX_LEN), 0);
			KUNIT_ASSERT_EQ(test, copy_to_user(before_edge(there), from, n), n - there);
			KUNIT_ASSERT_EQ(test, copy_from_user(in, before_edge(MAX_LEN), MAX_LEN), 0);
			KUNIT_ASSERT_TRUE(test, all_are(in, MAX_LEN - there, 0));
			KUNIT_ASSERT_TRUE(test, filled(in + MAX_LEN - there, there, n));
		}
	}
}

static void copy_from_user_counts_every_byte_and_zeroes_the_rest(struct kunit *test)
{
	u8 out[MAX_LEN], in[MAX_LEN + 4];

	fill(out, MAX_LEN, 0x80);
	KUNIT_ASSERT_EQ(test, copy_to_user(before_edge(MAX_LEN), out, MAX_LEN), 0);
	for (unsigned long n = 1; n <= MAX_LEN; n++) {
		for (unsigned long there = 0; there <= n; there++) {
			memset(in, 0xee, sizeof(in));
			KUNIT_ASSERT_EQ(test, copy_from_user(in, before_edge(there), n), n - there);
			KUNIT_ASSERT_TRUE(test, filled(in, there, 0x80 + MAX_LEN - there));
			KUNIT_ASSERT_TRUE(test, all_are(in + there, n - there, 0));
			KUNIT_ASSERT_TRUE(test, all_are(in + n, 4, 0xee));
		}
	}
}

static void clear_user_counts_every_byte(struct kunit *test)
{
	u8 ones[MAX_LEN], in[MAX_LEN];

	memset(ones, 0xff, sizeof(ones));
	for (unsigned long n = 1; n <= MAX_LEN; n++) {
		for (unsigned long there = 0; there <= n; there++) {
			KUNIT_ASSERT_EQ(test, copy_to_user(before_edge(MAX_LEN), ones, MAX_LEN), 0);
			KUNIT_ASSERT_EQ(test, clear_user(before_edge(there), n), n - there);
			KUNIT_ASSERT_EQ(test, copy_from_user(in, before_edge(MAX_LEN), MAX_LEN), 0);
			KUNIT_ASSERT_TRUE(test, all_are(in, MAX_LEN - there, 0xff));
			KUNIT_ASSERT_TRUE(test, all_are(in + MAX_LEN - there, there, 0));
		}
	}
}

static void nothing_is_written_where_writing_is_not_allowed(struct kunit *test)
{
	u8 out[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };

	map_anon_at(EDGE, PAGES(1), PROT_READ);
	KUNIT_EXPECT_EQ(test, copy_to_user(before_edge(3), out, sizeof(out)), 5);
	KUNIT_EXPECT_EQ(test, user_word(test, EDGE), 0);
	KUNIT_EXPECT_EQ(test, put_user(1, (int *)EDGE), -EFAULT);
	KUNIT_EXPECT_EQ(test, clear_user((void *)EDGE, 5), 5);
}

/* The kernel's own memory, which is there and could be read. */
static void kernel_addresses_are_no_user_memory(struct kunit *test)
{
	static u32 secret = 0x5ec2e7;
	u32 value = 7;

	KUNIT_EXPECT_EQ(test, copy_from_user(&value, &secret, 4), 4);
	KUNIT_EXPECT_EQ(test, value, 0);
	KUNIT_EXPECT_EQ(test, copy_to_user(&secret, &value, 4), 4);
	KUNIT_EXPECT_EQ(test, clear_user(&secret, 4), 4);
	value = 7;
	KUNIT_EXPECT_EQ(test, get_user(value, &secret), -EFAULT);
	KUNIT_EXPECT_EQ(test, value, 0);
	KUNIT_EXPECT_EQ(test, put_user(1, &secret), -EFAULT);
	KUNIT_EXPECT_EQ(test, strnlen_user((char *)&secret, 4), 0);
	KUNIT_EXPECT_EQ(test, strncpy_from_user((char *)&value, (char *)&secret, 4), -EFAULT);
	KUNIT_EXPECT_EQ(test, secret, 0x5ec2e7);
}

static void access_ok_knows_the_end_and_does_not_wrap(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, access_ok((void *)0, TASK_SIZE));
	KUNIT_EXPECT_FALSE(test, access_ok((void *)0, TASK_SIZE + 1));
	KUNIT_EXPECT_TRUE(test, access_ok((void *)TASK_SIZE, 0));
	KUNIT_EXPECT_FALSE(test, access_ok((void *)TASK_SIZE, 1));
	KUNIT_EXPECT_TRUE(test, access_ok((void *)(TASK_SIZE - 1), 1));
	KUNIT_EXPECT_FALSE(test, access_ok((void *)(TASK_SIZE - 1), 2));
	KUNIT_EXPECT_FALSE(test, access_ok((void *)~0UL, 1));
	KUNIT_EXPECT_FALSE(test, access_ok((void *)FIXED_AT, ~0UL));
	KUNIT_EXPECT_FALSE(test, access_ok((void *)~0UL, ~0UL));
}

/* Single values */

#define CHECK_VALUE(type, value)                                                                   \
	do {                                                                                       \
		type __got = 0;                                                                    \
                                                                                                   \
		KUNIT_EXPECT_EQ(test, put_user((type)(value), (type *)(FIXED_AT + 5)), 0);         \
		KUNIT_EXPECT_EQ(test, get_user(__got, (type *)(FIXED_AT + 5)), 0);                 \
		KUNIT_EXPECT_EQ(test, __got, (type)(value));                                       \
		KUNIT_EXPECT_EQ(test, put_user(__got, (type *)before_edge(sizeof(type))), 0);      \
		KUNIT_EXPECT_EQ(test, get_user(__got, (type *)before_edge(sizeof(type))), 0);      \
		KUNIT_EXPECT_EQ(test, __got, (type)(value));                                       \
		for (unsigned long there = 0; there < sizeof(type); there++) {                     \
			__got = 1;                                                                 \
			KUNIT_EXPECT_EQ(test, put_user(__got, (type *)before_edge(there)),         \
					-EFAULT);                                                  \
			KUNIT_EXPECT_EQ(test, get_user(__got, (type *)before_edge(there)),         \
					-EFAULT);                                                  \
			KUNIT_EXPECT_EQ(test, __got, 0);                                           \
		}                                                                                  \
	} while (0)

static void values_of_every_size_go_out_and_come_back_or_fail(struct kunit *test)
{
	CHECK_VALUE(u8, 0x91);
	CHECK_VALUE(s8, -5);
	CHECK_VALUE(u16, 0x9182);
	CHECK_VALUE(s16, -500);
	CHECK_VALUE(u32, 0x91827364);
	CHECK_VALUE(s32, -5000000);
	CHECK_VALUE(u64, 0x9182736455463728ULL);
	CHECK_VALUE(s64, -5000000000LL);
}

static void put_user_writes_its_own_bytes_only(struct kunit *test)
{
	u8 in[8];

	fill(in, sizeof(in), 0xa0);
	KUNIT_ASSERT_EQ(test, copy_to_user((void *)FIXED_AT, in, sizeof(in)), 0);
	KUNIT_EXPECT_EQ(test, put_user((u8)1, (u8 *)(FIXED_AT + 1)), 0);
	KUNIT_EXPECT_EQ(test, put_user((u16)0x0302, (u16 *)(FIXED_AT + 3)), 0);
	KUNIT_ASSERT_EQ(test, copy_from_user(in, (void *)FIXED_AT, sizeof(in)), 0);
	KUNIT_EXPECT_EQ(test, memcmp(in, "\xa0\x01\xa2\x02\x03\xa5\xa6\xa7", 8), 0);
}

static void pointers_are_values_too(struct kunit *test)
{
	char *p = NULL;

	KUNIT_EXPECT_EQ(test, put_user((char *)FIXED_AT, (char **)FIXED_AT), 0);
	KUNIT_EXPECT_EQ(test, get_user(p, (char **)FIXED_AT), 0);
	KUNIT_EXPECT_PTR_EQ(test, p, (char *)FIXED_AT);
}

/* Strings */

static void strings_come_with_their_length(struct kunit *test)
{
	char *user = (char *)FIXED_AT + PAGE_SIZE - 3, buf[8];

	KUNIT_ASSERT_EQ(test, copy_to_user(user, "abcdef", 7), 0);
	memset(buf, 'x', sizeof(buf));
	KUNIT_EXPECT_EQ(test, strncpy_from_user(buf, user, sizeof(buf)), 6);
	KUNIT_EXPECT_STREQ(test, buf, "abcdef");
	KUNIT_EXPECT_EQ(test, buf[7], 'x');
	KUNIT_EXPECT_EQ(test, strncpy_from_user(buf, user, 7), 6);
	KUNIT_EXPECT_EQ(test, strncpy_from_user(buf, user + 6, 7), 0);
	KUNIT_EXPECT_EQ(test, strnlen_user(user, 100), 7);
	KUNIT_EXPECT_EQ(test, strnlen_user(user, 7), 7);
	KUNIT_EXPECT_EQ(test, strnlen_user(user + 6, 1), 1);
}

static void a_string_that_is_too_long_says_so(struct kunit *test)
{
	char *user = (char *)FIXED_AT, buf[8] = "zzzzzzz";

	KUNIT_ASSERT_EQ(test, copy_to_user(user, "abcdef", 7), 0);
	KUNIT_EXPECT_EQ(test, strncpy_from_user(buf, user, 6), 6);
	KUNIT_EXPECT_STREQ(test, buf, "abcdefz");
	KUNIT_EXPECT_EQ(test, strncpy_from_user(buf, user, 0), 0);
	KUNIT_EXPECT_EQ(test, strncpy_from_user(buf, user, -1), 0);
	KUNIT_EXPECT_GT(test, strnlen_user(user, 6), 6);
	KUNIT_EXPECT_EQ(test, strnlen_user(user, 0), 0);
}

static void a_string_without_an_end_faults_at_the_edge(struct kunit *test)
{
	char buf[8];

	KUNIT_ASSERT_EQ(test, copy_to_user(before_edge(4), "abcd", 4), 0);
	for (unsigned long there = 0; there <= 4; there++) {
		KUNIT_EXPECT_EQ(test, strncpy_from_user(buf, before_edge(there), 8), -EFAULT);
		KUNIT_EXPECT_EQ(test, strnlen_user(before_edge(there), 8), 0);
		KUNIT_EXPECT_EQ(test, strncpy_from_user(buf, before_edge(there), there), there);
	}
}

/* The last byte below TASK_SIZE can never be mapped, but the limit is looked at as well. */
static void no_string_goes_on_into_the_kernel(struct kunit *test)
{
	char buf[8];

	KUNIT_EXPECT_EQ(test, strncpy_from_user(buf, (char *)TASK_SIZE - 2, 8), -EFAULT);
	KUNIT_EXPECT_EQ(test, strncpy_from_user(buf, (char *)TASK_SIZE, 8), -EFAULT);
	KUNIT_EXPECT_EQ(test, strncpy_from_user(buf, (char *)~0UL, 8), -EFAULT);
	KUNIT_EXPECT_EQ(test, strnlen_user((char *)TASK_SIZE, 8), 0);
	KUNIT_EXPECT_EQ(test, strnlen_user((char *)~0UL, LONG_MAX), 0);
}

/* Page faults off */

static void without_page_faults_nothing_is_brought_in(struct kunit *test)
{
	u32 value = 9;

	KUNIT_EXPECT_EQ(test, copy_from_user_nofault(&value, (void *)FIXED_AT, 4), -EFAULT);
	KUNIT_EXPECT_EQ(test, copy_to_user_nofault((void *)FIXED_AT, &value, 4), -EFAULT);
	KUNIT_EXPECT_EQ(test, user_pfn(FIXED_AT), 0);
	KUNIT_EXPECT_EQ(test, put_user(5, (u32 *)FIXED_AT), 0);
	KUNIT_EXPECT_EQ(test, copy_from_user_nofault(&value, (void *)FIXED_AT, 4), 0);
	KUNIT_EXPECT_EQ(test, value, 5);
	KUNIT_EXPECT_FALSE(test, pagefault_disabled());
}

static void pagefault_disable_nests(struct kunit *test)
{
	u32 value = 1;

	pagefault_disable();
	pagefault_disable();
	pagefault_enable();
	KUNIT_EXPECT_TRUE(test, pagefault_disabled());
	KUNIT_EXPECT_EQ(test, get_user(value, (u32 *)FIXED_AT), -EFAULT);
	pagefault_enable();
	KUNIT_EXPECT_EQ(test, get_user(value, (u32 *)FIXED_AT), 0);
	KUNIT_EXPECT_EQ(test, value, 0);
}

static void a_copy_where_sleeping_is_wrong_is_reported(struct kunit *test)
{
	u32 value, log = log_position();

	KUNIT_ASSERT_EQ(test, put_user(5, (u32 *)FIXED_AT), 0);
	preempt_disable();
	KUNIT_EXPECT_EQ(test, get_user(value, (u32 *)FIXED_AT), 0);
	preempt_enable();
	KUNIT_EXPECT_EQ(test, value, 5);
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_TRUE(test, log_contains(log, "sleeping function called from invalid context"));
}

static void with_page_faults_off_any_context_may_copy(struct kunit *test)
{
	unsigned int reports = report_count;
	u32 value = 0;

	KUNIT_ASSERT_EQ(test, put_user(5, (u32 *)FIXED_AT), 0);
	preempt_disable();
	pagefault_disable();
	KUNIT_EXPECT_EQ(test, __copy_from_user_inatomic(&value, (void *)FIXED_AT, 4), 0);
	pagefault_enable();
	preempt_enable();
	KUNIT_EXPECT_EQ(test, value, 5);
	KUNIT_EXPECT_EQ(test, report_count, reports);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_block_goes_out_and_comes_back),
	KUNIT_CASE(copy_to_user_counts_every_byte_at_an_edge),
	KUNIT_CASE(copy_from_user_counts_every_byte_and_zeroes_the_rest),
	KUNIT_CASE(clear_user_counts_every_byte),
	KUNIT_CASE(nothing_is_written_where_writing_is_not_allowed),
	KUNIT_CASE(kernel_addresses_are_no_user_memory),
	KUNIT_CASE(access_ok_knows_the_end_and_does_not_wrap),
	KUNIT_CASE(values_of_every_size_go_out_and_come_back_or_fail),
	KUNIT_CASE(put_user_writes_its_own_bytes_only),
	KUNIT_CASE(pointers_are_values_too),
	KUNIT_CASE(strings_come_with_their_length),
	KUNIT_CASE(a_string_that_is_too_long_says_so),
	KUNIT_CASE(a_string_without_an_end_faults_at_the_edge),
	KUNIT_CASE(no_string_goes_on_into_the_kernel),
	KUNIT_CASE(without_page_faults_nothing_is_brought_in),
	KUNIT_CASE(pagefault_disable_nests),
	KUNIT_CASE(a_copy_where_sleeping_is_wrong_is_reported),
	KUNIT_CASE(with_page_faults_off_any_context_may_copy),
	{},
};

static struct kunit_suite suite = {
	.name = "uaccess",
	.init = two_pages,
	.exit = drop_mm,
	.test_cases = cases,
};
kunit_test_suite(suite);
