// SPDX-License-Identifier: MIT
/*
 * What a failed check of <kunit/test.h> prints, in the form of Linux's KUnit:
 *
 *	# case: EXPECTATION FAILED at tests/mm/slab/slab_test.c:42
 *	Expected in_use == 3, but
 *	    in_use == 4 (0x4)
 *
 * A side that is written as its value (3, "text", NULL) is not printed again. Nothing of this runs
 * while the tests pass; each check costs its caller one comparison and one cold call.
 */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/stdarg.h>
#include <linux/string.h>

static void begin_failure(struct kunit *test, const struct kunit_check *check)
{
	test->status = KUNIT_FAILURE;
	kunit_info(test, "%s FAILED at %s:%d", check->assert ? "ASSERTION" : "EXPECTATION",
		   check->file, check->line);
}

static void end_failure(struct kunit *test, const struct kunit_check *check, const char *fmt,
			va_list args)
{
	struct va_format vaf = { .fmt = fmt, .va = &args };

	if (fmt)
		seq_printf(test->out, "%s%pV\n", test->indent, &vaf);
	seq_flush(test->out);
	if (check->assert)
		kunit_abort(test);
}

static void say_expected(struct kunit *test, const struct kunit_check *check)
{
	seq_printf(test->out, "%sExpected %s %s %s, but\n", test->indent, check->left, check->op,
		   check->right);
}

/* A side that is a number already needs no value. */
static void say_value(struct kunit *test, const char *text, s64 value)
{
	char literal[24];

	snprintf(literal, sizeof(literal), "%lld", value);
	if (strcmp(text, literal) != 0)
		seq_printf(test->out, "%s    %s == %lld (0x%llx)\n", test->indent, text, value,
			   value);
}

static void say_pointer(struct kunit *test, const char *text, const void *value)
{
	if (strcmp(text, "NULL") != 0)
		seq_printf(test->out, "%s    %s == %px\n", test->indent, text, value);
}

static void say_string(struct kunit *test, const char *text, const char *value)
{
	if (*text != '"')
		seq_printf(test->out, "%s    %s == \"%s\"\n", test->indent, text, value);
}

void __kunit_failed(struct kunit *test, const struct kunit_check *check, const char *fmt, ...)
{
	va_list args;

	begin_failure(test, check);
	va_start(args, fmt);
	end_failure(test, check, fmt, args);
	va_end(args);
}

void __kunit_failed_bool(struct kunit *test, const struct kunit_check *check, bool found,
			 const char *fmt, ...)
{
	va_list args;

	begin_failure(test, check);
	seq_printf(test->out, "%sExpected %s %s %s, but is %s\n", test->indent, check->left,
		   check->op, check->right, found ? "true" : "false");
	va_start(args, fmt);
	end_failure(test, check, fmt, args);
	va_end(args);
}

void __kunit_failed_binary(struct kunit *test, const struct kunit_check *check, s64 left, s64 right,
			   const char *fmt, ...)
{
	va_list args;

	begin_failure(test, check);
	say_expected(test, check);
	say_value(test, check->left, left);
	say_value(test, check->right, right);
	va_start(args, fmt);
	end_failure(test, check, fmt, args);
	va_end(args);
}

void __kunit_failed_pointer(struct kunit *test, const struct kunit_check *check, const void *left,
			    const void *right, const char *fmt, ...)
{
	va_list args;

	begin_failure(test, check);
	say_expected(test, check);
	say_pointer(test, check->left, left);
	say_pointer(test, check->right, right);
	va_start(args, fmt);
	end_failure(test, check, fmt, args);
	va_end(args);
}

void __kunit_failed_string(struct kunit *test, const struct kunit_check *check, const char *left,
			   const char *right, const char *fmt, ...)
{
	va_list args;

	begin_failure(test, check);
	say_expected(test, check);
	say_string(test, check->left, left);
	say_string(test, check->right, right);
	va_start(args, fmt);
	end_failure(test, check, fmt, args);
	va_end(args);
}

void __kunit_failed_error(struct kunit *test, const struct kunit_check *check, const void *ptr,
			  const char *fmt, ...)
{
	va_list args;

	begin_failure(test, check);
	if (!ptr)
		seq_printf(test->out, "%sExpected %s is not null, but is\n", test->indent,
			   check->left);
	else
		seq_printf(test->out, "%sExpected %s is not error, but is: %pe\n", test->indent,
			   check->left, ptr);
	va_start(args, fmt);
	end_failure(test, check, fmt, args);
	va_end(args);
}
