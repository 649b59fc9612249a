// SPDX-License-Identifier: MIT
/* Tests of lib/string.c. */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/string.h>

/* Through these the functions themselves are called, and not what the compiler puts in line. */
static void *(*const volatile copy)(void *, const void *, size_t) = memcpy;
static void *(*const volatile move)(void *, const void *, size_t) = memmove;
static void *(*const volatile set)(void *, int, size_t) = memset;
static int (*const volatile compare)(const void *, const void *, size_t) = memcmp;
static size_t (*const volatile length)(const char *) = strlen;

/* Different bytes all over, so that a wrong place shows. */
static void number(u8 *bytes, size_t n)
{
	while (n--)
		bytes[n] = n * 7 + 1;
}

static void memcpy_copies_every_length_and_no_more(struct kunit *test)
{
	u8 from[40], to[40];
	size_t n;

	number(from, sizeof(from));
	for (n = 0; n < 32; n++) {
		set(to, 0xee, sizeof(to));
		KUNIT_ASSERT_PTR_EQ(test, copy(to + 3, from + 1, n), to + 3);
		KUNIT_ASSERT_EQ(test, compare(to + 3, from + 1, n), 0);
		KUNIT_ASSERT_EQ(test, to[2], 0xee);
		KUNIT_ASSERT_EQ(test, to[3 + n], 0xee);
	}
}

static void memset_fills_every_length_and_no_more(struct kunit *test)
{
	u8 bytes[40];
	size_t n;

	for (n = 0; n < 32; n++) {
		number(bytes, sizeof(bytes));
		KUNIT_ASSERT_PTR_EQ(test, set(bytes + 1, 0x1a5, n), bytes + 1);
		KUNIT_ASSERT_NULL(test, memchr_inv(bytes + 1, 0xa5, n));
		KUNIT_ASSERT_EQ(test, bytes[0], 1);
		KUNIT_ASSERT_EQ(test, bytes[n + 1], (u8)((n + 1) * 7 + 1));
	}
}

static void memmove_survives_any_overlap(struct kunit *test)
{
	u8 before[64], bytes[64];
	size_t n;
	int from, to;

	number(before, sizeof(before));
	for (from = 0; from < 12; from++) {
		for (to = 0; to < 12; to++) {
			for (n = 0; n < 20; n++) {
				copy(bytes, before, sizeof(bytes));
				move(bytes + to, bytes + from, n);
				KUNIT_ASSERT_EQ(test, compare(bytes + to, before + from, n), 0);
				KUNIT_ASSERT_EQ(test, compare(bytes, before, to), 0);
				KUNIT_ASSERT_EQ(test, bytes[to + n], before[to + n]);
			}
		}
	}
}

static void memset16_and_memset32_repeat_their_pattern(struct kunit *test)
{
	u16 shorts[] = { 1, 1, 1, 1 };
	u32 longs[] = { 1, 1, 1 };

	memset16(shorts, 0xabcd, 3);
	KUNIT_EXPECT_EQ(test, shorts[2], 0xabcd);
	KUNIT_EXPECT_EQ(test, shorts[3], 1);
	memset32(longs, 0xdeadbeef, 2);
	KUNIT_EXPECT_EQ(test, longs[1], 0xdeadbeef);
	KUNIT_EXPECT_EQ(test, longs[2], 1);
}

static void memcmp_orders_by_the_first_unequal_byte(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, compare("same bytes", "same bytes", 10), 0);
	KUNIT_EXPECT_LT(test, compare("abcdefg1", "abcdefg2", 8), 0);
	KUNIT_EXPECT_GT(test, compare("abcd\x80", "abcd\x7f", 5), 0);
	KUNIT_EXPECT_GT(test, compare("b...a", "a...b", 5), 0);
	KUNIT_EXPECT_EQ(test, compare("a", "b", 0), 0);
}

static void memchr_finds_the_first_within_the_limit(struct kunit *test)
{
	char text[] = "a.b.c";

	KUNIT_EXPECT_PTR_EQ(test, memchr(text, '.', 5), text + 1);
	KUNIT_EXPECT_NULL(test, memchr(text, 'c', 4));
	KUNIT_EXPECT_PTR_EQ(test, memscan(text, 'c', 4), text + 4);
}

static void memchr_inv_finds_the_first_other_byte(struct kunit *test)
{
	u8 poison[19];
	size_t i;

	for (i = 0; i < sizeof(poison); i++) {
		set(poison, 0x6b, sizeof(poison));
		KUNIT_ASSERT_NULL(test, memchr_inv(poison, 0x6b, sizeof(poison)));
		poison[i] = 0x6a;
		KUNIT_ASSERT_PTR_EQ(test, memchr_inv(poison, 0x6b, sizeof(poison)), poison + i);
		KUNIT_ASSERT_NULL(test, memchr_inv(poison, 0x6b, i));
	}
}

static void strlen_stops_at_the_zero(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, length(""), 0);
	KUNIT_EXPECT_EQ(test, length("four"), 4);
	KUNIT_EXPECT_EQ(test, length("a\0b"), 1);
	KUNIT_EXPECT_EQ(test, strnlen("four", 3), 3);
	KUNIT_EXPECT_EQ(test, strnlen("four", 9), 4);
}

static void strscpy_cuts_and_says_so(struct kunit *test)
{
	char buf[5];

	KUNIT_EXPECT_EQ(test, strscpy(buf, "four", sizeof(buf)), 4);
	KUNIT_EXPECT_STREQ(test, buf, "four");
	KUNIT_EXPECT_EQ(test, strscpy(buf, "seven..", sizeof(buf)), -E2BIG);
	KUNIT_EXPECT_STREQ(test, buf, "seve");
	KUNIT_EXPECT_EQ(test, strscpy(buf, "x", 0), -E2BIG);
	KUNIT_EXPECT_STREQ(test, buf, "seve");
}

static void strscpy_pad_clears_the_rest(struct kunit *test)
{
	char buf[8];

	set(buf, 'x', sizeof(buf));
	KUNIT_EXPECT_EQ(test, strscpy_pad(buf, "ab", sizeof(buf)), 2);
	KUNIT_EXPECT_NULL(test, memchr_inv(buf + 2, 0, 6));
}

static void strlcpy_and_strlcat_return_the_length_they_wanted(struct kunit *test)
{
	char buf[6];

	KUNIT_EXPECT_EQ(test, strlcpy(buf, "abc", sizeof(buf)), 3);
	KUNIT_EXPECT_EQ(test, strlcat(buf, "defg", sizeof(buf)), 7);
	KUNIT_EXPECT_STREQ(test, buf, "abcde");
	KUNIT_EXPECT_EQ(test, strlcpy(buf, "longer than six", sizeof(buf)), 15);
	KUNIT_EXPECT_STREQ(test, buf, "longe");
}

static void strncpy_pads_with_zeros_and_need_not_end(struct kunit *test)
{
	char buf[4] = "xxx";

	strncpy(buf, "a", 3);
	KUNIT_EXPECT_EQ(test, compare(buf, "a\0\0", 4), 0);
	strncpy(buf, "abcdef", 4);
	KUNIT_EXPECT_EQ(test, compare(buf, "abcd", 4), 0);
}

static void strcat_appends(struct kunit *test)
{
	char buf[16] = "one";

	strcat(buf, " two");
	strncat(buf, " three", 3);
	KUNIT_EXPECT_STREQ(test, buf, "one two th");
}

static void strcmp_orders_as_unsigned_bytes(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, strcmp("abc", "abc"), 0);
	KUNIT_EXPECT_LT(test, strcmp("ab", "abc"), 0);
	KUNIT_EXPECT_GT(test, strcmp("\xff", "a"), 0);
	KUNIT_EXPECT_EQ(test, strncmp("abcX", "abcY", 3), 0);
	KUNIT_EXPECT_LT(test, strncmp("abcX", "abcY", 4), 0);
	KUNIT_EXPECT_EQ(test, strncmp("a\0x", "a\0y", 3), 0);
}

static void strcasecmp_ignores_case(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, strcasecmp("GFP_Kernel", "gfp_kERNEL"), 0);
	KUNIT_EXPECT_LT(test, strcasecmp("A", "b"), 0);
	KUNIT_EXPECT_EQ(test, strncasecmp("ABx", "aby", 2), 0);
}

static void strchr_finds_first_last_and_the_end(struct kunit *test)
{
	const char *text = "a/b/c";

	KUNIT_EXPECT_PTR_EQ(test, strchr(text, '/'), text + 1);
	KUNIT_EXPECT_PTR_EQ(test, strrchr(text, '/'), text + 3);
	KUNIT_EXPECT_PTR_EQ(test, strchr(text, 0), text + 5);
	KUNIT_EXPECT_NULL(test, strchr(text, 'x'));
	KUNIT_EXPECT_PTR_EQ(test, strchrnul(text, 'x'), text + 5);
	KUNIT_EXPECT_NULL(test, strnchr(text, 1, '/'));
	KUNIT_EXPECT_STREQ(test, kbasename("/mm/slab.c"), "slab.c");
	KUNIT_EXPECT_STREQ(test, kbasename("slab.c"), "slab.c");
}

static void strstr_finds_a_string_in_a_string(struct kunit *test)
{
	const char *text = "aab aabc";

	KUNIT_EXPECT_PTR_EQ(test, strstr(text, "aabc"), text + 4);
	KUNIT_EXPECT_PTR_EQ(test, strstr(text, ""), text);
	KUNIT_EXPECT_NULL(test, strstr(text, "abd"));
	KUNIT_EXPECT_NULL(test, strnstr(text, "aabc", 7));
}

static void spans_measure_runs_of_a_set(struct kunit *test)
{
	const char *text = "0x1f!";

	KUNIT_EXPECT_EQ(test, strspn(text, "0123456789x"), 3);
	KUNIT_EXPECT_EQ(test, strcspn(text, "!"), 4);
	KUNIT_EXPECT_PTR_EQ(test, strpbrk(text, "!f"), text + 3);
	KUNIT_EXPECT_NULL(test, strpbrk(text, "z"));
}

static void strsep_takes_words_also_empty_ones(struct kunit *test)
{
	char text[] = "a,,b";
	char *rest = text;

	KUNIT_EXPECT_STREQ(test, strsep(&rest, ","), "a");
	KUNIT_EXPECT_STREQ(test, strsep(&rest, ","), "");
	KUNIT_EXPECT_STREQ(test, strsep(&rest, ","), "b");
	KUNIT_EXPECT_NULL(test, strsep(&rest, ","));
}

static void strim_cuts_spaces_at_both_ends(struct kunit *test)
{
	char text[] = " \t two words \n", spaces[] = "  ";

	KUNIT_EXPECT_STREQ(test, strim(text), "two words");
	KUNIT_EXPECT_STREQ(test, strim(spaces), "");
}

static void strreplace_changes_every_one(struct kunit *test)
{
	char text[] = "a-b-c";

	KUNIT_EXPECT_PTR_EQ(test, strreplace(text, '-', '_'), text + 5);
	KUNIT_EXPECT_STREQ(test, text, "a_b_c");
}

static void sysfs_streq_ignores_one_newline(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, sysfs_streq("on", "on"));
	KUNIT_EXPECT_TRUE(test, sysfs_streq("on\n", "on"));
	KUNIT_EXPECT_TRUE(test, sysfs_streq("on", "on\n"));
	KUNIT_EXPECT_FALSE(test, sysfs_streq("on\n\n", "on"));
	KUNIT_EXPECT_FALSE(test, sysfs_streq("on", "off"));
}

static void match_string_gives_the_place(struct kunit *test)
{
	static const char *const words[] = { "none", "some", NULL };

	KUNIT_EXPECT_EQ(test, match_string(words, -1, "some"), 1);
	KUNIT_EXPECT_EQ(test, match_string(words, 1, "some"), -EINVAL);
	KUNIT_EXPECT_EQ(test, match_string(words, -1, "all"), -EINVAL);
}

static void prefixes_are_recognised(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, strstarts("test=slab", "test="));
	KUNIT_EXPECT_FALSE(test, strstarts("tes", "test="));
	KUNIT_EXPECT_EQ(test, str_has_prefix("mem=64M", "mem="), 4);
	KUNIT_EXPECT_EQ(test, str_has_prefix("mem", "mem="), 0);
}

static struct kunit_case string_cases[] = {
	KUNIT_CASE(memcpy_copies_every_length_and_no_more),
	KUNIT_CASE(memset_fills_every_length_and_no_more),
	KUNIT_CASE(memmove_survives_any_overlap),
	KUNIT_CASE(memset16_and_memset32_repeat_their_pattern),
	KUNIT_CASE(memcmp_orders_by_the_first_unequal_byte),
	KUNIT_CASE(memchr_finds_the_first_within_the_limit),
	KUNIT_CASE(memchr_inv_finds_the_first_other_byte),
	KUNIT_CASE(strlen_stops_at_the_zero),
	KUNIT_CASE(strscpy_cuts_and_says_so),
	KUNIT_CASE(strscpy_pad_clears_the_rest),
	KUNIT_CASE(strlcpy_and_strlcat_return_the_length_they_wanted),
	KUNIT_CASE(strncpy_pads_with_zeros_and_need_not_end),
	KUNIT_CASE(strcat_appends),
	KUNIT_CASE(strcmp_orders_as_unsigned_bytes),
	KUNIT_CASE(strcasecmp_ignores_case),
	KUNIT_CASE(strchr_finds_first_last_and_the_end),
	KUNIT_CASE(strstr_finds_a_string_in_a_string),
	KUNIT_CASE(spans_measure_runs_of_a_set),
	KUNIT_CASE(strsep_takes_words_also_empty_ones),
	KUNIT_CASE(strim_cuts_spaces_at_both_ends),
	KUNIT_CASE(strreplace_changes_every_one),
	KUNIT_CASE(sysfs_streq_ignores_one_newline),
	KUNIT_CASE(match_string_gives_the_place),
	KUNIT_CASE(prefixes_are_recognised),
	{},
};

static struct kunit_suite string_suite = {
	.name = "string",
	.test_cases = string_cases,
};

kunit_test_suite(string_suite);
