/* SPDX-License-Identifier: MIT */
/*
 * KUnit's API: tests that run inside the kernel. A suite written for Linux's KUnit builds here, as
 * long as it needs no memory from KUnit itself (kunit_kzalloc).
 *
 *	static void a_freed_page_comes_back(struct kunit *test)
 *	{
 *		KUNIT_EXPECT_EQ(test, nr_free_pages(), before);
 *	}
 *
 *	static struct kunit_case cases[] = { KUNIT_CASE(a_freed_page_comes_back), {} };
 *	static struct kunit_suite suite = { .name = "page_alloc", .test_cases = cases };
 *	kunit_test_suite(suite);
 *
 * An EXPECT that fails is reported and the case goes on; an ASSERT that fails ends the case, from
 * whatever function called it (which must not hold a lock then). The suite's init and exit run
 * around each case; exit runs even after an ASSERT of the case. After an init that fails, asserts in
 * vain or skips, neither the case nor exit runs. Cases run in a task, with interrupts on.
 *
 * A report (a WARNING, a BUG, a bad page: report_count of <linux/panic.h>) that comes while a case
 * runs fails it, unless the case accounts for it:
 *
 *	kfree(p);
 *	kfree(p);
 *	KUNIT_EXPECT_REPORTS(test, 1);
 *
 * Not in Linux: this, KUNIT_CASE_PANIC(), kunit_case_seed() and kunit_rounds(). The runner, the leak check and how to
 * choose tests are in <kunit/runner.h>.
 */
#ifndef _KUNIT_TEST_H
#define _KUNIT_TEST_H

#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/panic.h>
#include <linux/string.h>
#include <linux/types.h>

struct kunit;
struct kunit_suite;
struct seq_file;

#define KUNIT_PARAM_DESC_SIZE 128

enum kunit_status {
	KUNIT_SUCCESS,
	KUNIT_FAILURE,
	KUNIT_SKIPPED,
};

struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
	/* The parameter behind @prev (NULL: the first), its name in @desc; NULL at the end. */
	const void *(*generate_params)(const void *prev, char *desc);
	bool must_panic;
};

#define KUNIT_CASE(fn)                                                                             \
	{                                                                                          \
		.run_case = fn, .name = #fn                                                        \
	}
#define KUNIT_CASE_PARAM(fn, gen)                                                                  \
	{                                                                                          \
		.run_case = fn, .name = #fn, .generate_params = gen                                \
	}

/* A case that ends in a panic, or fails. It runs only when asked for by its full name. */
#define KUNIT_CASE_PANIC(fn)                                                                       \
	{                                                                                          \
		.run_case = fn, .name = #fn, .must_panic = true                                    \
	}

/* Each of the four functions may be missing. The inits return 0 or -errno, which is a failure. */
struct kunit_suite {
	const char *name;
	int (*suite_init)(struct kunit_suite *suite);
	void (*suite_exit)(struct kunit_suite *suite);
	int (*init)(struct kunit *test);
	void (*exit)(struct kunit *test);
	struct kunit_case *test_cases; /* ends with {} */
	/* The runner's, while the suite runs. */
	struct seq_file *out;
	const char *indent;
};

/* Registers suites, by pointer or one by name. */
#define kunit_test_suites(...)                                                                     \
	static struct kunit_suite *__UNIQUE_ID(kunit_suites)[] __used __aligned(sizeof(void *))    \
		__section(".kunit_test_suites") = { __VA_ARGS__ }
#define kunit_test_suite(suite) kunit_test_suites(&(suite))

/* A generator that walks an array; @get_desc (or NULL) names an element. */
#define KUNIT_ARRAY_PARAM(name, array, get_desc)                                                   \
	static const void *name##_gen_params(const void *prev, char *desc)                         \
	{                                                                                          \
		typeof((array)[0]) *next = prev ? (typeof(next))prev + 1 : (array);                \
		void (*__describe)(typeof(next), char *) = get_desc;                               \
                                                                                                   \
		if ((size_t)(next - (array)) >= sizeof(array) / sizeof((array)[0]))                \
			return NULL;                                                               \
		if (__describe)                                                                    \
			__describe(next, desc);                                                    \
		return next;                                                                       \
	}

/* The registers that a function must preserve, the stack, and where to go on. */
struct kunit_jump {
	unsigned long regs[6];
};

/* One run of one case. A test uses priv, name and param_value; the rest is the runner's. */
struct kunit {
	void *priv; /* from init to exit, the suite's own */
	const char *name;
	const char *glob; /* what was asked for: this case and perhaps others */
	const void *param_value;
	struct kunit_suite *suite;
	struct kunit_case *test_case;
	struct seq_file *out;
	const char *indent;
	enum kunit_status status;
	char status_comment[64]; /* why it was skipped */
	unsigned int reports;	 /* the report_count up to which all reports are accounted for */
	struct kunit_jump abort; /* where a failed ASSERT goes */
};

/*
 * A line in the log of a case, or of a suite for its suite_init and suite_exit; of a suite that does not run, in
 * the kernel's log. The newline at its end may be missing. All levels are shown.
 */
__printf(2, 3) void __kunit_log(struct seq_file *out, const char *fmt, ...);

#define kunit_log(lvl, test_or_suite, fmt, ...)                                                    \
	__kunit_log((test_or_suite)->out, fmt, ##__VA_ARGS__)
#define kunit_printk(lvl, test_or_suite, fmt, ...)                                                 \
	kunit_log(lvl, test_or_suite, "%s# %s: " fmt, (test_or_suite)->indent ?: "    ",           \
		  (test_or_suite)->name, ##__VA_ARGS__)
#define kunit_info(test_or_suite, fmt, ...)                                                        \
	kunit_printk(KERN_INFO, test_or_suite, fmt, ##__VA_ARGS__)
#define kunit_warn(test_or_suite, fmt, ...)                                                        \
	kunit_printk(KERN_WARNING, test_or_suite, fmt, ##__VA_ARGS__)
#define kunit_err(test_or_suite, fmt, ...) kunit_printk(KERN_ERR, test_or_suite, fmt, ##__VA_ARGS__)

/* kunit_skip() also ends the case. */
__printf(2, 3) void kunit_mark_skipped(struct kunit *test, const char *fmt, ...);
void __noreturn kunit_abort(struct kunit *test);

#define kunit_skip(test, ...)                                                                      \
	do {                                                                                       \
		kunit_mark_skipped(test, __VA_ARGS__);                                             \
		kunit_abort(test);                                                                 \
	} while (0)

static inline void kunit_fail_current_test(struct kunit *test)
{
	test->status = KUNIT_FAILURE;
}

/* All reports since report_count was @since are wanted. Those before it must be accounted for already. */
static inline void kunit_accept_reports_since(struct kunit *test, unsigned int since)
{
	if ((int)(since - test->reports) <= 0)
		test->reports = report_count;
}

/* For a case that cannot know how many come: all since it began. */
static inline void kunit_accept_reports(struct kunit *test)
{
	test->reports = report_count;
}

/* Exactly @n reports since report_count was @since; or since the case began, or last accounted for some. */
#define KUNIT_EXPECT_REPORTS_SINCE(test, since, n)                                                 \
	do {                                                                                       \
		unsigned int __since = since, __reports = report_count - __since;                  \
                                                                                                   \
		KUNIT_EXPECT_EQ(test, __reports, n);                                               \
		kunit_accept_reports_since(test, __since);                                         \
	} while (0)
#define KUNIT_EXPECT_REPORTS(test, n) KUNIT_EXPECT_REPORTS_SINCE(test, (test)->reports, n)

/**
 * kunit_case_seed - a seed for the random numbers of this case
 * @test: the case
 *
 * Made of the seed of the whole run and the name of the case: the same in every run with the same
 * seed, whichever other cases run. A failed case prints the line that reproduces it.
 */
u64 kunit_case_seed(struct kunit *test);

/**
 * kunit_rounds - how often a test with random numbers goes round
 * @n: in a long run, with "soak" on the kernel's command line
 *
 * Return: @n then, else a tenth of it.
 */
unsigned int kunit_rounds(unsigned int n);

/* The rest of the file is the checks. Each has the form KUNIT_EXPECT_EQ(test, left, right). */

/* What stood in the source. */
struct kunit_check {
	const char *file;
	int line;
	bool assert;
	const char *left;
	const char *op;
	const char *right;
};

/* Report the failure, with the values found; do not return if it is an assertion. */
void __kunit_failed(struct kunit *test, const struct kunit_check *check, const char *fmt, ...)
	__printf(3, 4) __cold;
void __kunit_failed_bool(struct kunit *test, const struct kunit_check *check, bool found,
			 const char *fmt, ...) __printf(4, 5) __cold;
void __kunit_failed_binary(struct kunit *test, const struct kunit_check *check, s64 left, s64 right,
			   const char *fmt, ...) __printf(5, 6) __cold;
void __kunit_failed_pointer(struct kunit *test, const struct kunit_check *check, const void *left,
			    const void *right, const char *fmt, ...) __printf(5, 6) __cold;
void __kunit_failed_string(struct kunit *test, const struct kunit_check *check, const char *left,
			   const char *right, const char *fmt, ...) __printf(5, 6) __cold;
void __kunit_failed_error(struct kunit *test, const struct kunit_check *check, const void *ptr,
			  const char *fmt, ...) __printf(4, 5) __cold;

#define __KUNIT_CHECK(is_assert, l, o, r)                                                          \
	static const struct kunit_check __check = {                                                \
		.file = __FILE__,                                                                  \
		.line = __LINE__,                                                                  \
		.assert = is_assert,                                                               \
		.left = l,                                                                         \
		.op = o,                                                                           \
		.right = r,                                                                        \
	}

/*
 * Both sides get the type that C would compare them in; each is evaluated once. Their text comes
 * from the outermost macro, where NULL and friends still stand as they were written.
 */
#define __KUNIT_BINARY(is_assert, test, l, l_text, o, r, r_text, fmt, ...)                         \
	do {                                                                                       \
		__KUNIT_CHECK(is_assert, l_text, #o, r_text);                                      \
		const typeof((l) + (r)) __left = (l);                                              \
		const typeof((l) + (r)) __right = (r);                                             \
                                                                                                   \
		if (unlikely(!(__left o __right)))                                                 \
			__kunit_failed_binary(test, &__check, (s64)__left, (s64)__right, fmt,      \
					      ##__VA_ARGS__);                                      \
	} while (0)

#define __KUNIT_POINTER(is_assert, test, l, l_text, o, r, r_text, fmt, ...)                        \
	do {                                                                                       \
		__KUNIT_CHECK(is_assert, l_text, #o, r_text);                                      \
		const void *__left = (l);                                                          \
		const void *__right = (r);                                                         \
                                                                                                   \
		if (unlikely(!(__left o __right)))                                                 \
			__kunit_failed_pointer(test, &__check, __left, __right, fmt,               \
					       ##__VA_ARGS__);                                     \
	} while (0)

#define __KUNIT_NULL(is_assert, test, p, p_text, o, fmt, ...)                                      \
	__KUNIT_POINTER(is_assert, test, p, p_text, o, NULL, "NULL", fmt, ##__VA_ARGS__)

#define __KUNIT_STRING(is_assert, test, l, l_text, o, r, r_text, fmt, ...)                         \
	do {                                                                                       \
		__KUNIT_CHECK(is_assert, l_text, #o, r_text);                                      \
		const char *__left = (l);                                                          \
		const char *__right = (r);                                                         \
                                                                                                   \
		if (unlikely(!__left || !__right || !(strcmp(__left, __right) o 0)))               \
			__kunit_failed_string(test, &__check, __left, __right, fmt,                \
					      ##__VA_ARGS__);                                      \
	} while (0)

#define __KUNIT_BOOL(is_assert, test, cond, cond_text, expected, fmt, ...)                         \
	do {                                                                                       \
		__KUNIT_CHECK(is_assert, cond_text, "to be", #expected);                           \
                                                                                                   \
		if (unlikely((!!(cond)) != (expected)))                                            \
			__kunit_failed_bool(test, &__check, !(expected), fmt, ##__VA_ARGS__);      \
	} while (0)

#define __KUNIT_NO_ERROR(is_assert, test, ptr, ptr_text, fmt, ...)                                 \
	do {                                                                                       \
		__KUNIT_CHECK(is_assert, ptr_text, NULL, NULL);                                    \
		const void *__ptr = (ptr);                                                         \
                                                                                                   \
		if (IS_ERR_OR_NULL(__ptr))                                                         \
			__kunit_failed_error(test, &__check, __ptr, fmt, ##__VA_ARGS__);           \
	} while (0)

#define __KUNIT_FAIL(is_assert, test, fmt, ...)                                                    \
	do {                                                                                       \
		__KUNIT_CHECK(is_assert, NULL, NULL, NULL);                                        \
                                                                                                   \
		__kunit_failed(test, &__check, fmt, ##__VA_ARGS__);                                \
	} while (0)

#define KUNIT_SUCCEED(test)		     ((void)(test))
#define KUNIT_FAIL(test, fmt, ...)	     __KUNIT_FAIL(false, test, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_FAILURE(test, fmt, ...) __KUNIT_FAIL(true, test, fmt, ##__VA_ARGS__)

/* The case goes on. */
#define KUNIT_EXPECT_TRUE(test, cond)	      __KUNIT_BOOL(false, test, cond, #cond, true, NULL)
#define KUNIT_EXPECT_FALSE(test, cond)	      __KUNIT_BOOL(false, test, cond, #cond, false, NULL)
#define KUNIT_EXPECT_EQ(test, l, r)	      __KUNIT_BINARY(false, test, l, #l, ==, r, #r, NULL)
#define KUNIT_EXPECT_NE(test, l, r)	      __KUNIT_BINARY(false, test, l, #l, !=, r, #r, NULL)
#define KUNIT_EXPECT_LT(test, l, r)	      __KUNIT_BINARY(false, test, l, #l, <, r, #r, NULL)
#define KUNIT_EXPECT_LE(test, l, r)	      __KUNIT_BINARY(false, test, l, #l, <=, r, #r, NULL)
#define KUNIT_EXPECT_GT(test, l, r)	      __KUNIT_BINARY(false, test, l, #l, >, r, #r, NULL)
#define KUNIT_EXPECT_GE(test, l, r)	      __KUNIT_BINARY(false, test, l, #l, >=, r, #r, NULL)
#define KUNIT_EXPECT_PTR_EQ(test, l, r)	      __KUNIT_POINTER(false, test, l, #l, ==, r, #r, NULL)
#define KUNIT_EXPECT_PTR_NE(test, l, r)	      __KUNIT_POINTER(false, test, l, #l, !=, r, #r, NULL)
#define KUNIT_EXPECT_NULL(test, p)	      __KUNIT_NULL(false, test, p, #p, ==, NULL)
#define KUNIT_EXPECT_NOT_NULL(test, p)	      __KUNIT_NULL(false, test, p, #p, !=, NULL)
#define KUNIT_EXPECT_STREQ(test, l, r)	      __KUNIT_STRING(false, test, l, #l, ==, r, #r, NULL)
#define KUNIT_EXPECT_STRNEQ(test, l, r)	      __KUNIT_STRING(false, test, l, #l, !=, r, #r, NULL)
#define KUNIT_EXPECT_NOT_ERR_OR_NULL(test, p) __KUNIT_NO_ERROR(false, test, p, #p, NULL)

/* The case ends here. */
#define KUNIT_ASSERT_TRUE(test, cond)	      __KUNIT_BOOL(true, test, cond, #cond, true, NULL)
#define KUNIT_ASSERT_FALSE(test, cond)	      __KUNIT_BOOL(true, test, cond, #cond, false, NULL)
#define KUNIT_ASSERT_EQ(test, l, r)	      __KUNIT_BINARY(true, test, l, #l, ==, r, #r, NULL)
#define KUNIT_ASSERT_NE(test, l, r)	      __KUNIT_BINARY(true, test, l, #l, !=, r, #r, NULL)
#define KUNIT_ASSERT_LT(test, l, r)	      __KUNIT_BINARY(true, test, l, #l, <, r, #r, NULL)
#define KUNIT_ASSERT_LE(test, l, r)	      __KUNIT_BINARY(true, test, l, #l, <=, r, #r, NULL)
#define KUNIT_ASSERT_GT(test, l, r)	      __KUNIT_BINARY(true, test, l, #l, >, r, #r, NULL)
#define KUNIT_ASSERT_GE(test, l, r)	      __KUNIT_BINARY(true, test, l, #l, >=, r, #r, NULL)
#define KUNIT_ASSERT_PTR_EQ(test, l, r)	      __KUNIT_POINTER(true, test, l, #l, ==, r, #r, NULL)
#define KUNIT_ASSERT_PTR_NE(test, l, r)	      __KUNIT_POINTER(true, test, l, #l, !=, r, #r, NULL)
#define KUNIT_ASSERT_NULL(test, p)	      __KUNIT_NULL(true, test, p, #p, ==, NULL)
#define KUNIT_ASSERT_NOT_NULL(test, p)	      __KUNIT_NULL(true, test, p, #p, !=, NULL)
#define KUNIT_ASSERT_STREQ(test, l, r)	      __KUNIT_STRING(true, test, l, #l, ==, r, #r, NULL)
#define KUNIT_ASSERT_STRNEQ(test, l, r)	      __KUNIT_STRING(true, test, l, #l, !=, r, #r, NULL)
#define KUNIT_ASSERT_NOT_ERR_OR_NULL(test, p) __KUNIT_NO_ERROR(true, test, p, #p, NULL)

/* The same, with words of its own for a failure. */
#define KUNIT_EXPECT_TRUE_MSG(test, cond, fmt, ...)                                                \
	__KUNIT_BOOL(false, test, cond, #cond, true, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_FALSE_MSG(test, cond, fmt, ...)                                               \
	__KUNIT_BOOL(false, test, cond, #cond, false, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_EQ_MSG(test, l, r, fmt, ...)                                                  \
	__KUNIT_BINARY(false, test, l, #l, ==, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_NE_MSG(test, l, r, fmt, ...)                                                  \
	__KUNIT_BINARY(false, test, l, #l, !=, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_LT_MSG(test, l, r, fmt, ...)                                                  \
	__KUNIT_BINARY(false, test, l, #l, <, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_LE_MSG(test, l, r, fmt, ...)                                                  \
	__KUNIT_BINARY(false, test, l, #l, <=, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_GT_MSG(test, l, r, fmt, ...)                                                  \
	__KUNIT_BINARY(false, test, l, #l, >, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_GE_MSG(test, l, r, fmt, ...)                                                  \
	__KUNIT_BINARY(false, test, l, #l, >=, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_PTR_EQ_MSG(test, l, r, fmt, ...)                                              \
	__KUNIT_POINTER(false, test, l, #l, ==, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_PTR_NE_MSG(test, l, r, fmt, ...)                                              \
	__KUNIT_POINTER(false, test, l, #l, !=, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_NULL_MSG(test, p, fmt, ...)                                                   \
	__KUNIT_NULL(false, test, p, #p, ==, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_NOT_NULL_MSG(test, p, fmt, ...)                                               \
	__KUNIT_NULL(false, test, p, #p, !=, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_STREQ_MSG(test, l, r, fmt, ...)                                               \
	__KUNIT_STRING(false, test, l, #l, ==, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_STRNEQ_MSG(test, l, r, fmt, ...)                                              \
	__KUNIT_STRING(false, test, l, #l, !=, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_NOT_ERR_OR_NULL_MSG(test, p, fmt, ...)                                        \
	__KUNIT_NO_ERROR(false, test, p, #p, fmt, ##__VA_ARGS__)

#define KUNIT_ASSERT_TRUE_MSG(test, cond, fmt, ...)                                                \
	__KUNIT_BOOL(true, test, cond, #cond, true, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_FALSE_MSG(test, cond, fmt, ...)                                               \
	__KUNIT_BOOL(true, test, cond, #cond, false, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_EQ_MSG(test, l, r, fmt, ...)                                                  \
	__KUNIT_BINARY(true, test, l, #l, ==, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_NE_MSG(test, l, r, fmt, ...)                                                  \
	__KUNIT_BINARY(true, test, l, #l, !=, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_LT_MSG(test, l, r, fmt, ...)                                                  \
	__KUNIT_BINARY(true, test, l, #l, <, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_LE_MSG(test, l, r, fmt, ...)                                                  \
	__KUNIT_BINARY(true, test, l, #l, <=, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_GT_MSG(test, l, r, fmt, ...)                                                  \
	__KUNIT_BINARY(true, test, l, #l, >, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_GE_MSG(test, l, r, fmt, ...)                                                  \
	__KUNIT_BINARY(true, test, l, #l, >=, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_PTR_EQ_MSG(test, l, r, fmt, ...)                                              \
	__KUNIT_POINTER(true, test, l, #l, ==, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_PTR_NE_MSG(test, l, r, fmt, ...)                                              \
	__KUNIT_POINTER(true, test, l, #l, !=, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_NULL_MSG(test, p, fmt, ...)                                                   \
	__KUNIT_NULL(true, test, p, #p, ==, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_NOT_NULL_MSG(test, p, fmt, ...)                                               \
	__KUNIT_NULL(true, test, p, #p, !=, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_STREQ_MSG(test, l, r, fmt, ...)                                               \
	__KUNIT_STRING(true, test, l, #l, ==, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_STRNEQ_MSG(test, l, r, fmt, ...)                                              \
	__KUNIT_STRING(true, test, l, #l, !=, r, #r, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_NOT_ERR_OR_NULL_MSG(test, p, fmt, ...)                                        \
	__KUNIT_NO_ERROR(true, test, p, #p, fmt, ##__VA_ARGS__)

#endif
