// SPDX-License-Identifier: MIT
/* Tests of lib/sscanf.c. What is read is what Linux 6.1's sscanf() reads. */
#include <kunit/test.h>
#include <linux/kernel.h>

/* Formats in variables: a compiler that sees them knows C's rules only. */
#define EXPECT_READS(test, n, text, fmt, ...)                                                      \
	do {                                                                                       \
		const char *volatile __fmt = fmt;                                                  \
                                                                                                   \
		KUNIT_EXPECT_EQ_MSG(test, sscanf(text, __fmt, ##__VA_ARGS__), n,                   \
				    "\"%s\" of \"%s\"\n", fmt, text);                              \
	} while (0)

static void reads_numbers_and_words(struct kunit *test)
{
	char word[8], set[8], c;
	int d;
	u32 x;
	u64 ll;
	u8 byte;

	KUNIT_EXPECT_EQ(test, sscanf("-5 1f rest", "%d %x %7s", &d, &x, word), 3);
	KUNIT_EXPECT_EQ(test, d, -5);
	KUNIT_EXPECT_EQ(test, x, 0x1f);
	KUNIT_EXPECT_STREQ(test, word, "rest");
	KUNIT_EXPECT_EQ(test, sscanf("0x10,010", "%i,%i", &d, (int *)&x), 2);
	KUNIT_EXPECT_EQ(test, d, 16);
	KUNIT_EXPECT_EQ(test, x, 8);
	KUNIT_EXPECT_EQ(test, sscanf("18446744073709551615x300", "%llu%c%hhu", &ll, &c, &byte), 3);
	KUNIT_EXPECT_TRUE(test, ll == ~0ull);
	KUNIT_EXPECT_EQ(test, byte, 44);
	KUNIT_EXPECT_EQ(test, sscanf("key=value", "%7[^=]=%3s%n", set, word, &d), 2);
	KUNIT_EXPECT_STREQ(test, set, "key");
	KUNIT_EXPECT_STREQ(test, word, "val");
	KUNIT_EXPECT_EQ(test, d, 7);
}

static void stops_where_the_text_differs(struct kunit *test)
{
	int a = 1, b = 2;

	KUNIT_EXPECT_EQ(test, sscanf("10:20", "%d-%d", &a, &b), 1);
	KUNIT_EXPECT_EQ(test, a, 10);
	KUNIT_EXPECT_EQ(test, b, 2);
	KUNIT_EXPECT_EQ(test, sscanf("none", "%d", &a), 0);
	KUNIT_EXPECT_EQ(test, sscanf("1234", "%2d%d", &a, &b), 2);
	KUNIT_EXPECT_EQ(test, a, 12);
	KUNIT_EXPECT_EQ(test, b, 34);
	KUNIT_EXPECT_EQ(test, sscanf("7 8", "%*d %d", &a), 1);
	KUNIT_EXPECT_EQ(test, a, 8);
}

static void a_width_counts_sign_and_prefix(struct kunit *test)
{
	int a = -1, b = -1, c = -1;

	EXPECT_READS(test, 2, "0xA7", "%2x%x", &a, &b);
	KUNIT_EXPECT_EQ(test, a, 0);
	KUNIT_EXPECT_EQ(test, b, 0xa7);
	EXPECT_READS(test, 2, "0x67", "%2i%i", &a, &b);
	KUNIT_EXPECT_EQ(test, a, 0);
	KUNIT_EXPECT_EQ(test, b, 67);
	EXPECT_READS(test, 1, "0xA7", "%1i%i", &a, &b);
	EXPECT_READS(test, 2, "0xA7", "%3x%x", &a, &b);
	KUNIT_EXPECT_EQ(test, a, 0xa);
	KUNIT_EXPECT_EQ(test, b, 7);
	EXPECT_READS(test, 3, "-12-345", "%2d%d%3d", &a, &b, &c);
	KUNIT_EXPECT_EQ(test, a, -1);
	KUNIT_EXPECT_EQ(test, b, 2);
	KUNIT_EXPECT_EQ(test, c, -34);
	EXPECT_READS(test, 1, "  -0x1f", "%i", &a);
	KUNIT_EXPECT_EQ(test, a, -31);
}

static void a_width_of_0_or_a_lone_sign_ends_it(struct kunit *test)
{
	int a = 42, b = 42;
	char text[8] = "old";

	EXPECT_READS(test, 0, "5", "%0d", &a);
	EXPECT_READS(test, 0, "-5", "%1d", &a);
	EXPECT_READS(test, 0, "- 5", "%d", &a);
	EXPECT_READS(test, 0, "-5", "%u", &a);
	EXPECT_READS(test, 0, "abc", "%0s", text);
	EXPECT_READS(test, 0, "9", "%o", &a);
	EXPECT_READS(test, 1, "7 x", "%d %d", &b, &a);
	KUNIT_EXPECT_EQ(test, a, 42);
	KUNIT_EXPECT_EQ(test, b, 7);
	KUNIT_EXPECT_STREQ(test, text, "old");
}

static void a_star_skips_a_word_of_the_text(struct kunit *test)
{
	int a = -1;

	EXPECT_READS(test, 1, "12,34 56", "%*d,%d", &a);
	KUNIT_EXPECT_EQ(test, a, 56);
	EXPECT_READS(test, 1, "ab12 9", "%*d %d", &a);
	KUNIT_EXPECT_EQ(test, a, 9);
	EXPECT_READS(test, 0, "5", "%*n", &a);
	EXPECT_READS(test, 1, "one two 3", "%*s %*s %d", &a);
	KUNIT_EXPECT_EQ(test, a, 3);
	EXPECT_READS(test, 0, "abc 4", "%*[abc] %d", &a);
	EXPECT_READS(test, 0, "", "%*d%n", &a);
	KUNIT_EXPECT_EQ(test, a, 3);
}

static void characters_are_taken_as_far_as_there_are_any(struct kunit *test)
{
	char text[4] = "....";

	EXPECT_READS(test, 1, "ab", "%3c", text);
	KUNIT_EXPECT_EQ(test, memcmp(text, "ab..", 4), 0);
	EXPECT_READS(test, 2, " xyz", "%c%2c", text, text + 1);
	KUNIT_EXPECT_EQ(test, memcmp(text, " xy.", 4), 0);
	EXPECT_READS(test, 0, "", "%c", text);
}

static void sets_need_a_width_and_an_end(struct kunit *test)
{
	char text[8] = "";
	int n = -1;

	EXPECT_READS(test, 1, "abcd", "%3[abcd]", text);
	KUNIT_EXPECT_STREQ(test, text, "abc");
	EXPECT_READS(test, 0, "xy]z", "%7[^]]", text);
	EXPECT_READS(test, 1, "xy=z", "%7[^=]%n", text, &n);
	KUNIT_EXPECT_STREQ(test, text, "xy");
	KUNIT_EXPECT_EQ(test, n, 2);
	EXPECT_READS(test, 0, "abcd", "%[abcd]", text);
	EXPECT_READS(test, 0, "abcd", "%3[abcd", text);
	EXPECT_READS(test, 0, "abcd", "%3[]", text);
	EXPECT_READS(test, 0, "abcd", "%3[xyz]", text);
}

static void a_position_is_an_int_and_a_percent_is_itself(struct kunit *test)
{
	int a = -1, n = -1;

	EXPECT_READS(test, 1, "50% of", "%d%%%n", &a, &n);
	KUNIT_EXPECT_EQ(test, n, 3);
	EXPECT_READS(test, 0, "", "%hhn", &n);
	KUNIT_EXPECT_EQ(test, n, 0);
	EXPECT_READS(test, 1, "50", "%d%%%n", &a, &n);
	EXPECT_READS(test, 1, "   ", "%s", (char *)&a);
	EXPECT_READS(test, 1, "7 8", "%d %y %d", &a, &n, &n);
	KUNIT_EXPECT_EQ(test, n, 0);
}

static struct kunit_case sscanf_cases[] = {
	KUNIT_CASE(reads_numbers_and_words),
	KUNIT_CASE(stops_where_the_text_differs),
	KUNIT_CASE(a_width_counts_sign_and_prefix),
	KUNIT_CASE(a_width_of_0_or_a_lone_sign_ends_it),
	KUNIT_CASE(a_star_skips_a_word_of_the_text),
	KUNIT_CASE(characters_are_taken_as_far_as_there_are_any),
	KUNIT_CASE(sets_need_a_width_and_an_end),
	KUNIT_CASE(a_position_is_an_int_and_a_percent_is_itself),
	{},
};

static struct kunit_suite sscanf_suite = {
	.name = "sscanf",
	.test_cases = sscanf_cases,
};

kunit_test_suite(sscanf_suite);
