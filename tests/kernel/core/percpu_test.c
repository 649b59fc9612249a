// SPDX-License-Identifier: MIT
/* Tests of include/linux/percpu.h: variables of each size change alone, and whole. */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/string.h>

#include "tests/support/step.h"

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

/* ---- an interrupt at every instruction ---- */

/* Each is changed by task and interrupt: of bits they have one each, and counters cross the words' borders. */
static struct {
	u8 count1;
	u16 count2;
	u32 count4;
	u64 count8;
	u8 bits1;
	u16 bits2;
	u32 bits4;
	u64 bits8;
	u64 seen, written;
} shared;

#define START8	       0xfffffffeULL /* the next 2 carry into the upper word */
#define TASKS_BIT      0x10
#define INTERRUPTS_BIT 0x20
#define OLD_BITS       0x03 /* each takes one of them away */

static __always_inline void change_all(unsigned int add, u8 set, u8 clear)
{
	this_cpu_add(shared.count1, add);
	this_cpu_add(shared.count2, add);
	this_cpu_add(shared.count4, add);
	this_cpu_add(shared.count8, add);
	this_cpu_inc(shared.count1);
	this_cpu_inc(shared.count2);
	this_cpu_inc(shared.count4);
	this_cpu_inc(shared.count8);
	this_cpu_sub(shared.count1, 1);
	this_cpu_sub(shared.count2, 1);
	this_cpu_sub(shared.count4, 1);
	this_cpu_sub(shared.count8, 1);
	this_cpu_inc(shared.count4);
	this_cpu_dec(shared.count1);
	this_cpu_dec(shared.count2);
	this_cpu_dec(shared.count4);
	this_cpu_dec(shared.count8);
	this_cpu_or(shared.bits1, set);
	this_cpu_or(shared.bits2, set);
	this_cpu_or(shared.bits4, set);
	this_cpu_or(shared.bits8, set);
	this_cpu_and(shared.bits1, ~clear);
	this_cpu_and(shared.bits2, ~clear);
	this_cpu_and(shared.bits4, ~(u32)clear);
	this_cpu_and(shared.bits8, ~(u64)clear);
}

/* A u64 is read and written whole: never half of it. */
static void task_changes_all(void *unused)
{
	change_all(7, TASKS_BIT, 1);
	shared.seen = this_cpu_read(shared.written);
	this_cpu_write(shared.written, 0x1111111122222222ULL);
}

static u64 seen_in_interrupt;

static void interrupt_changes_all(void)
{
	change_all(5, INTERRUPTS_BIT, 2);
	seen_in_interrupt = this_cpu_read(shared.written);
	this_cpu_write(shared.written, ~seen_in_interrupt);
}

static bool is_whole(u64 value)
{
	return !value || !~value || value == 0x1111111122222222ULL ||
	       value == ~0x1111111122222222ULL;
}

static bool changes_meet_at(struct kunit *test, unsigned int n)
{
	u32 sum;
	u8 bits;
	bool came;

	memset(&shared, 0, sizeof(shared));
	shared.count8 = START8;
	shared.bits1 = shared.bits2 = shared.bits4 = shared.bits8 = OLD_BITS;
	seen_in_interrupt = 0;
	came = run_interrupted(n, task_changes_all, NULL, interrupt_changes_all);
	sum = came ? 7 - 1 + 5 - 1 : 7 - 1;
	bits = came ? TASKS_BIT | INTERRUPTS_BIT : TASKS_BIT | 2;
	KUNIT_EXPECT_EQ_MSG(test, shared.count1, sum, "at instruction %u", n);
	KUNIT_EXPECT_EQ_MSG(test, shared.count2, sum, "at instruction %u", n);
	KUNIT_EXPECT_EQ_MSG(test, shared.count4, sum + 1 + came, "at instruction %u", n);
	KUNIT_EXPECT_EQ_MSG(test, shared.count8, START8 + sum, "at instruction %u", n);
	KUNIT_EXPECT_EQ_MSG(test, shared.bits1, bits, "at instruction %u", n);
	KUNIT_EXPECT_EQ_MSG(test, shared.bits2, bits, "at instruction %u", n);
	KUNIT_EXPECT_EQ_MSG(test, shared.bits4, bits, "at instruction %u", n);
	KUNIT_EXPECT_EQ_MSG(test, shared.bits8, bits, "at instruction %u", n);
	KUNIT_EXPECT_TRUE_MSG(test,
			      is_whole(shared.seen) && is_whole(shared.written) &&
				      is_whole(seen_in_interrupt),
			      "at instruction %u", n);
	return came;
}

static void an_interrupt_may_change_the_same_variable_at_any_instruction(struct kunit *test)
{
	unsigned int n = 0;

	while (changes_meet_at(test, ++n))
		;
	KUNIT_EXPECT_GT(test, n, 40U);
}

static struct kunit_case percpu_cases[] = {
	KUNIT_CASE(each_size_changes_alone_and_whole),
	KUNIT_CASE(an_interrupt_may_change_the_same_variable_at_any_instruction),
	{},
};

static struct kunit_suite percpu_suite = {
	.name = "percpu",
	.test_cases = percpu_cases,
};

kunit_test_suite(percpu_suite);
