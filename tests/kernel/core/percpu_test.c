// SPDX-License-Identifier: MIT
/* Tests of include/linux/percpu.h: variables of each size change alone, and whole. */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/string.h>

/* What lies around it must stay as it is. */
#define DEFINE_GUARDED(type)                                                                       \
	static struct {                                                                            \
		u8 before[8];                                                                      \
		type value;                                                                        \
		u8 behind[8];                                                                      \
	} guarded_##type = { { 1, 1, 1, 1, 1, 1, 1, 1 }, 0, { 1, 1, 1, 1, 1, 1, 1, 1 } }

DEFINE_GUARDED(u8);
DEFINE_GUARDED(s8);
DEFINE_GUARDED(u16);
DEFINE_GUARDED(u32);
DEFINE_GUARDED(u64);
DEFINE_GUARDED(s64);

#define TRY_ALL(test, type)                                                                        \
	do {                                                                                       \
		typeof(guarded_##type) *g = &guarded_##type;                                       \
		type expected = (type)~0ULL;                                                       \
                                                                                                   \
		this_cpu_write(g->value, expected);                                                \
		this_cpu_add(g->value, 3);                                                         \
		KUNIT_EXPECT_EQ(test, this_cpu_read(g->value), (type)(expected + 3));              \
		this_cpu_sub(g->value, (type)5);                                                   \
		KUNIT_EXPECT_EQ(test, this_cpu_read(g->value), (type)(expected - 2));              \
		this_cpu_inc(g->value);                                                            \
		this_cpu_dec(g->value);                                                            \
		this_cpu_and(g->value, (type)0x7070707070707070ULL);                               \
		this_cpu_or(g->value, (type)0x0808080808080808ULL);                                \
		KUNIT_EXPECT_EQ(test, this_cpu_read(g->value), (type)0x7878787878787878ULL);       \
		KUNIT_EXPECT_NULL(test, memchr_inv(g->before, 1, sizeof(g->before)));              \
		KUNIT_EXPECT_NULL(test, memchr_inv(g->behind, 1, sizeof(g->behind)));              \
	} while (0)

static void each_size_changes_alone_and_whole(struct kunit *test)
{
	TRY_ALL(test, u8);
	TRY_ALL(test, s8);
	TRY_ALL(test, u16);
	TRY_ALL(test, u32);
	TRY_ALL(test, u64);
	TRY_ALL(test, s64);
}

static struct kunit_case percpu_cases[] = {
	KUNIT_CASE(each_size_changes_alone_and_whole),
	{},
};

static struct kunit_suite percpu_suite = {
	.name = "percpu",
	.test_cases = percpu_cases,
};

kunit_test_suite(percpu_suite);
