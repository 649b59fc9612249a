// SPDX-License-Identifier: MIT
/* Tests of lib/vsprintf.c. */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/gfp_types.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "printed.h"

static void numbers_print_in_every_size(struct kunit *test)
{
	EXPECT_PRINTS(test, "0 -1 4294967295", "%d %d %u", 0, -1, -1);
	EXPECT_PRINTS(test, "-2147483648", "%ld", -2147483647L - 1);
	EXPECT_PRINTS(test, "-9223372036854775808", "%lld", -9223372036854775807LL - 1);
	EXPECT_PRINTS(test, "18446744073709551615", "%llu", ~0ull);
	EXPECT_PRINTS(test, "4294967295 -1", "%zu %zd", (size_t)-1, (ssize_t)-1);
}

/* The format in a variable, because a compiler that sees it warns. */
static void small_sizes_cut_their_argument(struct kunit *test)
{
	const char *volatile bytes = "%hhd %hhu", *volatile shorts = "%hd %hu";

	EXPECT_PRINTS(test, "-128 255", bytes, 128, -1);
	EXPECT_PRINTS(test, "-32768 65535", shorts, 32768, -1);
}

static void other_bases(struct kunit *test)
{
	EXPECT_PRINTS(test, "dead BEEF", "%x %X", 0xdead, 0xbeef);
	EXPECT_PRINTS(test, "777", "%o", 0777);
	EXPECT_PRINTS(test, "0xdead 0XBEEF 017 0x0 0", "%#x %#X %#o %#x %#o", 0xdead, 0xbeef, 15, 0,
		      0);
	EXPECT_PRINTS(test, "0x123456789abcdef", "%#llx", 0x123456789abcdefull);
}

static void widths_pad_and_never_cut(struct kunit *test)
{
	EXPECT_PRINTS(test, "[   42]", "[%5d]", 42);
	EXPECT_PRINTS(test, "[42   ]", "[%-5d]", 42);
	EXPECT_PRINTS(test, "[00042]", "[%05d]", 42);
	EXPECT_PRINTS(test, "[-0042]", "[%05d]", -42);
	EXPECT_PRINTS(test, "[12345]", "[%2d]", 12345);
	EXPECT_PRINTS(test, "[0x002a]", "[%#06x]", 42);
	EXPECT_PRINTS(test, "[42   ]", "[%*d]", -5, 42);
	EXPECT_PRINTS(test, "[    x][x    ]", "[%5c][%-5c]", 'x', 'x');
	EXPECT_PRINTS(test, "[   ab][ab   ]", "[%5s][%-5s]", "ab", "ab");
}

static void signs_are_shown_on_demand(struct kunit *test)
{
	EXPECT_PRINTS(test, "+1 -1 +0", "%+d %+d %+d", 1, -1, 0);
	EXPECT_PRINTS(test, " 1 -1", "% d % d", 1, -1);
}

static void precision_bounds_strings_and_lengthens_numbers(struct kunit *test)
{
	char open[3] = { 'a', 'b', 'c' };

	EXPECT_PRINTS(test, "ab|", "%.2s|", "abcd");
	EXPECT_PRINTS(test, "abc", "%.*s", 3, open);
	EXPECT_PRINTS(test, "007", "%.3d", 7);
	EXPECT_PRINTS(test, "  -007", "%6.3d", -7);
	EXPECT_PRINTS(test, "0", "%.0d", 0);
}

static void a_point_alone_is_no_precision_and_a_negative_one_is_0(struct kunit *test)
{
	const char *volatile width_and_point = "%-5.s|%.d";

	EXPECT_PRINTS(test, "abc", "%.s", "abc");
	EXPECT_PRINTS(test, "abc  |7", width_and_point, "abc", 7);
	EXPECT_PRINTS(test, "    ||7", "%4.*s|%.*s|%.*d", -5, "abc", -1, "abc", -3, 7);
	EXPECT_PRINTS(test, "[abc ]", "[%*.*s]", -4, 3, "abcd");
}

static void widths_and_precisions_have_limits(struct kunit *test)
{
	const char *volatile argument = "%*d", *volatile long_width = "%99999999999d",
			     *volatile long_precision = "%.99999999999d";

	KUNIT_EXPECT_EQ(test, snprintf(NULL, 0, long_width, 1), (1 << 23) - 1);
	KUNIT_EXPECT_EQ(test, snprintf(NULL, 0, argument, INT_MIN, 1), (1 << 23) - 1);
	KUNIT_EXPECT_EQ(test, snprintf(NULL, 0, long_precision, 1), SHRT_MAX);
}

static void a_percent_and_an_unknown_letter_are_printed(struct kunit *test)
{
	const char *volatile unknown = "%y%c%";

	EXPECT_PRINTS(test, "100%", "%d%%", 100);
	EXPECT_PRINTS(test, "%y!", unknown, '!');
}

static void bad_strings_are_named_and_not_followed(struct kunit *test)
{
	const char *volatile null = NULL;

	EXPECT_PRINTS(test, "(null)", "%s", null);
	EXPECT_PRINTS(test, "(efault)", "%s", (char *)16);
	EXPECT_PRINTS(test, "(efault)", "%s", (char *)ERR_PTR(-ENOMEM));
}

static void a_cut_text_ends_and_the_length_is_whole(struct kunit *test)
{
	char text[4] = "xxx";

	KUNIT_EXPECT_EQ(test, snprintf(text, sizeof(text), "%d", 123456), 6);
	KUNIT_EXPECT_STREQ(test, text, "123");
	KUNIT_EXPECT_EQ(test, snprintf(NULL, 0, "%s", "12345"), 5);
	KUNIT_EXPECT_EQ(test, scnprintf(text, sizeof(text), "%d", 123456), 3);
	KUNIT_EXPECT_EQ(test, scnprintf(text, 0, "%d", 1), 0);
	KUNIT_EXPECT_EQ(test, sprintf(text, "%d", 12), 2);
}

static void pointers_have_eight_digits(struct kunit *test)
{
	EXPECT_PRINTS(test, "c0100000", "%p", (void *)0xc0100000);
	EXPECT_PRINTS(test, "00001000 00000000", "%px %p", (void *)0x1000, NULL);
	EXPECT_PRINTS(test, "c0100000", "%pK", (void *)0xc0100000);
	EXPECT_PRINTS(test, "c0100000!", "%pzzz9!", (void *)0xc0100000);
}

static void physical_addresses_by_reference(struct kunit *test)
{
	phys_addr_t phys = 0x100000;

	EXPECT_PRINTS(test, "0x00100000", "%pa", &phys);
	EXPECT_PRINTS(test, "(null)", "%pa", NULL);
}

static void errors_have_names(struct kunit *test)
{
	EXPECT_PRINTS(test, "-ENOMEM", "%pe", ERR_PTR(-ENOMEM));
	EXPECT_PRINTS(test, "-EHWPOISON", "%pe", ERR_PTR(-EHWPOISON));
	EXPECT_PRINTS(test, "-4000", "%pe", ERR_PTR(-4000));
	EXPECT_PRINTS(test, "c0100000", "%pe", (void *)0xc0100000);
}

static void gfp_flags_have_names(struct kunit *test)
{
	static const struct {
		gfp_t flags;
		const char *text;
	} cases[] = {
		{ GFP_KERNEL, "GFP_KERNEL" },
		{ GFP_KERNEL | __GFP_NOWARN, "GFP_KERNEL|__GFP_NOWARN" },
		{ GFP_ATOMIC | __GFP_COMP | __GFP_ZERO, "GFP_ATOMIC|__GFP_COMP|__GFP_ZERO" },
		{ GFP_NOWAIT, "GFP_NOWAIT" },
		{ GFP_NOIO, "GFP_NOIO" },
		{ GFP_HIGHUSER_MOVABLE, "GFP_HIGHUSER_MOVABLE" },
		{ GFP_KERNEL | GFP_DMA, "GFP_KERNEL|GFP_DMA" },
		{ __GFP_DIRECT_RECLAIM, "__GFP_DIRECT_RECLAIM" },
		{ 0x8000000, "0x8000000" },
		{ 0, "" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		EXPECT_PRINTS(test, cases[i].text, "%pGg", &cases[i].flags);
}

static void gfp_flags_have_the_values_of_linux(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, GFP_KERNEL, 0xcc0);
	KUNIT_EXPECT_EQ(test, GFP_ATOMIC, 0xa20);
	KUNIT_EXPECT_EQ(test, GFP_HIGHUSER_MOVABLE, 0x100cca);
}

static void bytes_in_hexadecimal(struct kunit *test)
{
	u8 bytes[] = { 0x6b, 0x00, 0xa5 };

	EXPECT_PRINTS(test, "6b 00 a5", "%*ph", 3, bytes);
	EXPECT_PRINTS(test, "6b:00:a5 6b-00-a5 6b00a5", "%*phC %*phD %*phN", 3, bytes, 3, bytes, 3,
		      bytes);
	EXPECT_PRINTS(test, "6b", "%ph", bytes);
}

__printf(3, 4) static void indirect(char *buf, size_t size, const char *fmt, ...)
{
	struct va_format vaf;
	va_list args;

	va_start(args, fmt);
	vaf.fmt = fmt;
	vaf.va = &args;
	snprintf(buf, size, "<%pV|%pV>", &vaf, &vaf);
	va_end(args);
}

static void a_format_inside_a_format(struct kunit *test)
{
	char text[32];

	indirect(text, sizeof(text), "%s=%d", "n", 7);
	KUNIT_EXPECT_STREQ(test, text, "<n=7|n=7>");
}

static void pretend_symbols(char *buf, size_t size, unsigned long addr, const char *kind)
{
	snprintf(buf, size, *kind == 's' ? "f" : "f+%#lx/0x20", addr - 0xc0100000);
}

static void symbols_come_from_the_hook(struct kunit *test)
{
	void (*hook)(char *, size_t, unsigned long, const char *) = vsprintf_symbol_hook;
	char with[48], without[16];

	vsprintf_symbol_hook = pretend_symbols;
	snprintf(with, sizeof(with), "[%pS][%8ps]", (void *)0xc0100004, (void *)0xc0100004);
	vsprintf_symbol_hook = NULL;
	snprintf(without, sizeof(without), "%pS", (void *)0xc0100004);
	vsprintf_symbol_hook = hook;

	KUNIT_EXPECT_STREQ(test, with, "[f+0x4/0x20][       f]");
	KUNIT_EXPECT_STREQ(test, without, "0xc0100004");
}

static struct kunit_case vsprintf_cases[] = {
	KUNIT_CASE(numbers_print_in_every_size),
	KUNIT_CASE(small_sizes_cut_their_argument),
	KUNIT_CASE(other_bases),
	KUNIT_CASE(widths_pad_and_never_cut),
	KUNIT_CASE(signs_are_shown_on_demand),
	KUNIT_CASE(precision_bounds_strings_and_lengthens_numbers),
	KUNIT_CASE(a_point_alone_is_no_precision_and_a_negative_one_is_0),
	KUNIT_CASE(widths_and_precisions_have_limits),
	KUNIT_CASE(a_percent_and_an_unknown_letter_are_printed),
	KUNIT_CASE(bad_strings_are_named_and_not_followed),
	KUNIT_CASE(a_cut_text_ends_and_the_length_is_whole),
	KUNIT_CASE(pointers_have_eight_digits),
	KUNIT_CASE(physical_addresses_by_reference),
	KUNIT_CASE(errors_have_names),
	KUNIT_CASE(gfp_flags_have_names),
	KUNIT_CASE(gfp_flags_have_the_values_of_linux),
	KUNIT_CASE(bytes_in_hexadecimal),
	KUNIT_CASE(a_format_inside_a_format),
	KUNIT_CASE(symbols_come_from_the_hook),
	{},
};

static struct kunit_suite vsprintf_suite = {
	.name = "vsprintf",
	.test_cases = vsprintf_cases,
};

kunit_test_suite(vsprintf_suite);
