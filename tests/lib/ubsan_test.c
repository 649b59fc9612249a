// SPDX-License-Identifier: MIT
/*
 * Tests of lib/ubsan.c and kernel/core/ubsan.c, in a SAN=undef build: each check of the compiler finds a planted mistake, with
 * file and line, and is silent about its correct neighbour.
 */
#ifdef CONFIG_UBSAN
#include <k896/ubsan.h>
#include <kunit/test.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>

#include "tests/support/reports.h"

/* ---- each place may report again in the next case ---- */

static void (*print_report)(const char *kind, struct source_location *where, struct va_format *vaf);
static struct source_location *reported[8];
static unsigned int nr_reported;

static void note_and_print(const char *kind, struct source_location *where, struct va_format *vaf)
{
	if (nr_reported < ARRAY_SIZE(reported))
		reported[nr_reported++] = where;
	print_report(kind, where, vaf);
}

static int watch(struct kunit *test)
{
	print_report = ubsan_report_hook;
	ubsan_report_hook = note_and_print;
	return 0;
}

static void forget(struct kunit *test)
{
	while (nr_reported)
		reported[--nr_reported]->column &= ~UBSAN_REPORTED;
	ubsan_report_hook = print_report;
}

/* ---- the mistakes: each in a line of its own, which it notes ---- */

static int line;

#define HERE (line = __LINE__)

/* What the compiler may not know beforehand. */
static volatile int four = 4, five = 5, minus_one = -1, thirty_five = 35, one = 1;

static struct row {
	int table[4];
} row = { { 10, 11, 12, 13 } };

/* Of a row behind a pointer: gcc would report one whose object it sees as too small an object as well. */
static noinline int element(int i)
{
	struct row *r = &row;

	OPTIMIZER_HIDE_VAR(r);
	return HERE, r->table[i];
}

static noinline int shifted_left(int value, int by)
{
	return HERE, value << by;
}

static noinline u64 shifted_right(u64 value, int by)
{
	return HERE, value >> by;
}

static noinline int truth(const bool *p)
{
	return HERE, *p;
}

static noinline u32 number_at(const u32 *p)
{
	return HERE, *p;
}

struct pair {
	u32 first, second;
};

/* Only the address: of a load clang reports both the struct and the member. */
static noinline const u32 *second_of(const struct pair *p)
{
	return HERE, &p->second;
}

static u16 half __aligned(4);
static u32 whole;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Warray-bounds" /* it sees that without being asked */
static noinline u32 behind_the_object(void)
{
	return HERE, *(const u32 *)&half;
}
#pragma GCC diagnostic pop

static noinline u32 inside_the_object(void)
{
	return HERE, *(const u16 *)&whole;
}

static noinline __attribute__((__nonnull__(2))) void take(int unused, const void *p)
{
	barrier_data(p);
}

static noinline void hand_over(const void *p)
{
	HERE, take(0, p);
}

static noinline __attribute__((__returns_nonnull__)) const void *same(const void *p)
{
	return HERE, p;
}

#ifdef __clang__ /* gcc has no such check */
static noinline const void *assumed(const void *p)
{
	return HERE, __builtin_assume_aligned(p, 4);
}
#endif

static noinline int sign(int n)
{
	if (n < 0)
		return -1;
	if (n > 0)
		return 1;
	unreachable();
}

/* ---- what must be said ---- */

#define EXPECT_UBSAN(test, mark, kind, ...)                                                        \
	do {                                                                                       \
		KUNIT_EXPECT_REPORTS_SINCE(test, (mark).count, 1);                                 \
		KUNIT_EXPECT_TRUE(test, is_logged((mark).log, "UBSAN: %s in %s:%d:", kind,         \
						  __FILE__, line));                                \
		KUNIT_EXPECT_TRUE(test, is_logged((mark).log, __VA_ARGS__));                       \
	} while (0)

static void an_index_out_of_range_is_reported(struct kunit *test)
{
	struct reports mark = mark_reports();

	element(five);
	EXPECT_UBSAN(test, mark, "array-index-out-of-bounds",
		     "index 5 is out of range for type 'int");
}

static void a_negative_index_is_reported(struct kunit *test)
{
	struct reports mark = mark_reports();

	element(minus_one);
	EXPECT_UBSAN(test, mark, "array-index-out-of-bounds",
		     "index -1 is out of range for type 'int");
}

static void the_last_index_is_not(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, element(four - 1), 13);
	KUNIT_EXPECT_REPORTS(test, 0);
}

static void a_shift_by_too_much_is_reported(struct kunit *test)
{
	struct reports mark = mark_reports();

	shifted_left(1, thirty_five);
	EXPECT_UBSAN(test, mark, "shift-out-of-bounds",
		     "shift exponent 35 is too large for 32-bit type 'int'");
}

static void a_shift_by_less_than_nothing_is_reported(struct kunit *test)
{
	struct reports mark = mark_reports();

	shifted_left(1, minus_one);
	EXPECT_UBSAN(test, mark, "shift-out-of-bounds", "shift exponent -1 is negative");
}

static void a_shift_of_64_bits_is_reported(struct kunit *test)
{
	struct reports mark = mark_reports();

	shifted_right(1, thirty_five * 2);
	EXPECT_UBSAN(test, mark, "shift-out-of-bounds",
		     "shift exponent 70 is too large for 64-bit type '");
}

/* -fwrapv says what becomes of the sign, so no value is too large or too small to be shifted. */
static void shifts_by_less_than_the_width_are_not(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, shifted_left(1, thirty_five - 4), INT_MIN);
	KUNIT_EXPECT_EQ(test, shifted_left(minus_one, 1), -2);
	KUNIT_EXPECT_TRUE(test, shifted_right(1ULL << 63, thirty_five + 28) == 1);
	KUNIT_EXPECT_REPORTS(test, 0);
}

static void a_bool_that_is_neither_is_reported(struct kunit *test)
{
	struct reports mark = mark_reports();
	u8 seven = 7;

	truth((const bool *)&seven);
	EXPECT_UBSAN(test, mark, "invalid-load", "load of value 7 is not a valid value for type '");
}

static void true_and_false_are_not(struct kunit *test)
{
	bool yes = one, no = !one;

	KUNIT_EXPECT_EQ(test, truth(&yes) + truth(&no), 1);
	KUNIT_EXPECT_REPORTS(test, 0);
}

static u8 bytes[16] __aligned(4);

static void a_misaligned_load_is_reported(struct kunit *test)
{
	struct reports mark = mark_reports();

	number_at((const u32 *)(bytes + one));
	EXPECT_UBSAN(test, mark, "misaligned-access", "load of misaligned address %px for type '",
		     bytes + 1);
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, "which requires 4 byte alignment"));
}

static void a_misaligned_struct_is_reported(struct kunit *test)
{
	struct reports mark = mark_reports();

	second_of((const struct pair *)(bytes + one));
	EXPECT_UBSAN(test, mark, "misaligned-access",
		     "member access within misaligned address %px for type '", bytes + 1);
}

static void an_aligned_load_is_not(struct kunit *test)
{
	number_at((const u32 *)(bytes + four));
	second_of((const struct pair *)(bytes + four));
	KUNIT_EXPECT_REPORTS(test, 0);
}

static void an_object_that_is_too_small_is_reported(struct kunit *test)
{
	struct reports mark = mark_reports();

	behind_the_object();
	EXPECT_UBSAN(test, mark, "object-size-mismatch",
		     "load of address %px with insufficient space", &half);
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, "for an object of type '"));
}

static void an_object_that_is_large_enough_is_not(struct kunit *test)
{
	inside_the_object();
	KUNIT_EXPECT_REPORTS(test, 0);
}

static void a_null_argument_is_reported(struct kunit *test)
{
	struct reports mark = mark_reports();

	hand_over(one ? NULL : bytes);
	EXPECT_UBSAN(test, mark, "null-argument",
		     "null pointer passed as argument 2, declared with nonnull attribute");
}

static void another_argument_is_not(struct kunit *test)
{
	hand_over(bytes);
	KUNIT_EXPECT_REPORTS(test, 0);
}

static void a_null_result_is_reported(struct kunit *test)
{
	struct reports mark = mark_reports();

	same(one ? NULL : bytes);
	EXPECT_UBSAN(test, mark, "null-return",
		     "null pointer returned from function declared to never return null");
}

static void another_result_is_not(struct kunit *test)
{
	same(bytes);
	KUNIT_EXPECT_REPORTS(test, 0);
}

#ifdef __clang__
static void an_assumption_that_does_not_hold_is_reported(struct kunit *test)
{
	struct reports mark = mark_reports();

	assumed(bytes + one);
	EXPECT_UBSAN(test, mark, "alignment-assumption",
		     "assumption of 4 byte alignment for pointer of type 'const void *' failed");
}

static void one_that_holds_is_not(struct kunit *test)
{
	assumed(bytes + four);
	KUNIT_EXPECT_REPORTS(test, 0);
}
#endif

static void what_cannot_be_reached_panics(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sign(one - 1), 0);
}

static void what_can_be_reached_does_not(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sign(five), 1);
	KUNIT_EXPECT_EQ(test, sign(minus_one), -1);
	KUNIT_EXPECT_REPORTS(test, 0);
}

/* ---- the report itself ---- */

static void a_report_has_lines_around_it_and_a_stack(struct kunit *test)
{
	struct reports mark = mark_reports();

	element(five);
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_EQ(test,
			log_count(mark.log, "========================================"
					    "========================================"),
			2);
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, "Call Trace:"));
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, " element+0x"));
	KUNIT_EXPECT_TRUE(test, is_logged(mark.log, " %s+0x", __func__));
}

static void a_place_is_reported_once(struct kunit *test)
{
	for (int i = 0; i < 1000; i++)
		element(five);
	KUNIT_EXPECT_REPORTS(test, 1);
}

static void the_check_changes_nothing(struct kunit *test)
{
	unsigned long flags;

	KUNIT_EXPECT_EQ(test, number_at((const u32 *)(bytes + one)), 0);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	local_irq_save(flags);
	element(five);
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	local_irq_restore(flags);
	KUNIT_EXPECT_REPORTS(test, 2);
}

static void report_with_a_mistake(const char *kind, struct source_location *where,
				  struct va_format *vaf)
{
	shifted_left(1, thirty_five);
	note_and_print(kind, where, vaf);
}

static void a_mistake_in_a_report_waits_for_the_next_time(struct kunit *test)
{
	struct reports mark = mark_reports();

	ubsan_report_hook = report_with_a_mistake;
	element(five);
	ubsan_report_hook = note_and_print;
	KUNIT_EXPECT_REPORTS(test, 1);
	KUNIT_EXPECT_FALSE(test, is_logged(mark.log, "shift-out-of-bounds"));

	mark = mark_reports();
	shifted_left(1, thirty_five);
	EXPECT_UBSAN(test, mark, "shift-out-of-bounds", "shift exponent 35 is too large");
}

static void without_a_hook_nothing_is_lost(struct kunit *test)
{
	struct reports mark = mark_reports();

	ubsan_report_hook = NULL;
	element(five);
	ubsan_report_hook = note_and_print;
	EXPECT_SILENCE(test, mark);

	element(five);
	EXPECT_UBSAN(test, mark, "array-index-out-of-bounds", "index 5 is out of range");
}

#define IRQ	    5 /* a line without a device */
#define raise_irq() asm volatile("int %0" : : "i"(IRQ0_VECTOR + IRQ) : "memory", "cc")

static irqreturn_t index_too_far(int irq, void *dev_id)
{
	element(five);
	return IRQ_HANDLED;
}

static void a_mistake_in_an_interrupt_is_reported(struct kunit *test)
{
	struct reports mark = mark_reports();

	KUNIT_ASSERT_EQ(test, request_irq(IRQ, index_too_far, 0, "ubsan_test", test), 0);
	raise_irq();
	free_irq(IRQ, test);
	EXPECT_UBSAN(test, mark, "array-index-out-of-bounds", " index_too_far+0x");
}

static struct kunit_case ubsan_cases[] = {
	KUNIT_CASE(an_index_out_of_range_is_reported),
	KUNIT_CASE(a_negative_index_is_reported),
	KUNIT_CASE(the_last_index_is_not),
	KUNIT_CASE(a_shift_by_too_much_is_reported),
	KUNIT_CASE(a_shift_by_less_than_nothing_is_reported),
	KUNIT_CASE(a_shift_of_64_bits_is_reported),
	KUNIT_CASE(shifts_by_less_than_the_width_are_not),
	KUNIT_CASE(a_bool_that_is_neither_is_reported),
	KUNIT_CASE(true_and_false_are_not),
	KUNIT_CASE(a_misaligned_load_is_reported),
	KUNIT_CASE(a_misaligned_struct_is_reported),
	KUNIT_CASE(an_aligned_load_is_not),
	KUNIT_CASE(an_object_that_is_too_small_is_reported),
	KUNIT_CASE(an_object_that_is_large_enough_is_not),
	KUNIT_CASE(a_null_argument_is_reported),
	KUNIT_CASE(another_argument_is_not),
	KUNIT_CASE(a_null_result_is_reported),
	KUNIT_CASE(another_result_is_not),
#ifdef __clang__
	KUNIT_CASE(an_assumption_that_does_not_hold_is_reported),
	KUNIT_CASE(one_that_holds_is_not),
#endif
	KUNIT_CASE_PANIC(what_cannot_be_reached_panics),
	KUNIT_CASE(what_can_be_reached_does_not),
	KUNIT_CASE(a_report_has_lines_around_it_and_a_stack),
	KUNIT_CASE(a_place_is_reported_once),
	KUNIT_CASE(the_check_changes_nothing),
	KUNIT_CASE(a_mistake_in_a_report_waits_for_the_next_time),
	KUNIT_CASE(without_a_hook_nothing_is_lost),
	KUNIT_CASE(a_mistake_in_an_interrupt_is_reported),
	{},
};

static struct kunit_suite ubsan_suite = {
	.name = "ubsan",
	.init = watch,
	.exit = forget,
	.test_cases = ubsan_cases,
};

kunit_test_suite(ubsan_suite);
#endif
