// SPDX-License-Identifier: MIT
/* Tests of lib/glob.c. */
#include <kunit/test.h>
#include <linux/glob.h>
#include <linux/kernel.h>

struct pair {
	const char *pattern, *text;
};

static void expect_all(struct kunit *test, const struct pair *pairs, size_t n, bool expected)
{
	size_t i;

	for (i = 0; i < n; i++)
		KUNIT_EXPECT_EQ_MSG(test, glob_match(pairs[i].pattern, pairs[i].text), expected,
				    "glob_match(\"%s\", \"%s\")", pairs[i].pattern, pairs[i].text);
}

static void these_match(struct kunit *test)
{
	static const struct pair pairs[] = {
		{ "", "" },
		{ "a", "a" },
		{ "*", "" },
		{ "*", "abc" },
		{ "a*c", "ac" },
		{ "a*c", "abbc" },
		{ "*.double_free", "slab.double_free" },
		{ "*ab*ab", "abaabab" },
		{ "**a**", "bab" },
		{ "a?c", "abc" },
		{ "[a-c]x", "bx" },
		{ "[!a-c]x", "dx" },
		{ "[]]", "]" },
		{ "[!]]", "a" },
		{ "[a-]", "-" },
		{ "[", "[" },
		{ "[ab", "[ab" },
		{ "\\*", "*" },
		{ "\\[a]", "[a]" },
		{ "\\", "\\" },
		{ "[\x80-\xff]", "\xc0" },
	};

	expect_all(test, pairs, ARRAY_SIZE(pairs), true);
}

static void these_do_not_match(struct kunit *test)
{
	static const struct pair pairs[] = {
		{ "", "a" },
		{ "a", "" },
		{ "a", "ab" },
		{ "ab", "a" },
		{ "a*c", "ab" },
		{ "*ab", "abx" },
		{ "?", "" },
		{ "??", "a" },
		{ "[a-c]", "d" },
		{ "[a-c]", "" },
		{ "[!a-c]", "b" },
		{ "[!a]", "" },
		{ "\\*", "a" },
		{ "slab", "slab_debug" },
		{ "*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaac" },
	};

	expect_all(test, pairs, ARRAY_SIZE(pairs), false);
}

static struct kunit_case glob_cases[] = {
	KUNIT_CASE(these_match),
	KUNIT_CASE(these_do_not_match),
	{},
};

static struct kunit_suite glob_suite = {
	.name = "glob",
	.test_cases = glob_cases,
};

kunit_test_suite(glob_suite);
