// SPDX-License-Identifier: MIT
/* Tests of lib/kstrtox.c. */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>

static void whole_numbers_are_read(struct kunit *test)
{
	unsigned long ul;
	int i;
	long long ll;

	KUNIT_EXPECT_EQ(test, kstrtoul("4294967295", 10, &ul), 0);
	KUNIT_EXPECT_EQ(test, ul, 4294967295ul);
	KUNIT_EXPECT_EQ(test, kstrtoint("-2147483648", 10, &i), 0);
	KUNIT_EXPECT_EQ(test, i, INT_MIN);
	KUNIT_EXPECT_EQ(test, kstrtoll("-9223372036854775808", 10, &ll), 0);
	KUNIT_EXPECT_TRUE(test, ll == LLONG_MIN);
	KUNIT_EXPECT_EQ(test, kstrtoint("+7\n", 10, &i), 0);
	KUNIT_EXPECT_EQ(test, i, 7);
}

static void base_0_follows_the_prefix(struct kunit *test)
{
	static const struct {
		const char *text;
		unsigned int value;
	} cases[] = { { "0x1F", 31 }, { "017", 15 }, { "17", 17 }, { "0", 0 } };
	unsigned int value;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		KUNIT_EXPECT_EQ(test, kstrtouint(cases[i].text, 0, &value), 0);
		KUNIT_EXPECT_EQ(test, value, cases[i].value);
	}
	KUNIT_EXPECT_EQ(test, kstrtouint("0xff", 16, &value), 0);
	KUNIT_EXPECT_EQ(test, value, 255);
	KUNIT_EXPECT_EQ(test, kstrtouint("z", 36, &value), 0);
	KUNIT_EXPECT_EQ(test, value, 35);
}

static void what_is_no_number_is_refused(struct kunit *test)
{
	static const char *const bad[] = { "",	 "\n",	  "-",	 "+",	"0x", "1 ",
					   " 1", "1\n\n", "--1", "+-1", "9a", "1.5" };
	int value = 42;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ_MSG(test, kstrtoint(bad[i], 0, &value), -EINVAL, "\"%s\"", bad[i]);
	KUNIT_EXPECT_EQ(test, kstrtouint("-1", 10, (unsigned int *)&value), -EINVAL);
	KUNIT_EXPECT_EQ(test, value, 42);
}

static void what_does_not_fit_is_refused(struct kunit *test)
{
	unsigned long long ull;
	long long ll;
	unsigned long ul;
	int i;
	u8 byte;
	s8 small;

	KUNIT_EXPECT_EQ(test, kstrtoull("18446744073709551616", 10, &ull), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtoull("99999999999999999999999", 10, &ull), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtoull("0x10000000000000000", 0, &ull), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtoll("9223372036854775808", 10, &ll), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtoul("4294967296", 10, &ul), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtoint("2147483648", 10, &i), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtou8("256", 10, &byte), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtos8("-129", 10, &small), -ERANGE);
	KUNIT_EXPECT_EQ(test, kstrtos8("-128", 10, &small), 0);
	KUNIT_EXPECT_EQ(test, small, -128);
}

static void booleans_have_many_spellings(struct kunit *test)
{
	static const char *const yes[] = { "y", "Yes", "1", "on", "ON", "true" };
	static const char *const no[] = { "n", "No", "0", "off", "Of", "false" };
	bool value;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(yes); i++) {
		value = false;
		KUNIT_EXPECT_EQ(test, kstrtobool(yes[i], &value), 0);
		KUNIT_EXPECT_TRUE(test, value);
		value = true;
		KUNIT_EXPECT_EQ(test, kstrtobool(no[i], &value), 0);
		KUNIT_EXPECT_FALSE(test, value);
	}
	KUNIT_EXPECT_EQ(test, kstrtobool("o", &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, kstrtobool("", &value), -EINVAL);
}

static void simple_strtoul_says_where_it_stopped(struct kunit *test)
{
	const char *text = "0x1000 rest";
	char *end;

	KUNIT_EXPECT_EQ(test, simple_strtoul(text, &end, 0), 0x1000);
	KUNIT_EXPECT_PTR_EQ(test, end, text + 6);
	KUNIT_EXPECT_EQ(test, simple_strtol("-12", NULL, 10), -12);
	text = "none";
	KUNIT_EXPECT_EQ(test, simple_strtoul(text, &end, 10), 0);
	KUNIT_EXPECT_PTR_EQ(test, end, text);
	text = "0xg";
	KUNIT_EXPECT_EQ(test, simple_strtoul(text, &end, 0), 0);
	KUNIT_EXPECT_PTR_EQ(test, end, text + 1);
	KUNIT_EXPECT_EQ(test, simple_strtoul(text, &end, 16), 0);
	KUNIT_EXPECT_PTR_EQ(test, end, text + 2);
	text = "-0x";
	KUNIT_EXPECT_EQ(test, simple_strtol(text, &end, 16), 0);
	KUNIT_EXPECT_PTR_EQ(test, end, text + 3);
	KUNIT_EXPECT_EQ(test, simple_strtol(text, &end, 0), 0);
	KUNIT_EXPECT_PTR_EQ(test, end, text + 2);
}

static void memparse_knows_units(struct kunit *test)
{
	const char *text = "64M@16M";
	char *end;

	KUNIT_EXPECT_TRUE(test, memparse(text, &end) == 64ull << 20);
	KUNIT_EXPECT_PTR_EQ(test, end, text + 3);
	KUNIT_EXPECT_TRUE(test, memparse("4096", NULL) == 4096);
	KUNIT_EXPECT_TRUE(test, memparse("0x10k", NULL) == 16384);
	KUNIT_EXPECT_TRUE(test, memparse("4G", NULL) == 4ull << 30);
}

static struct kunit_case kstrtox_cases[] = {
	KUNIT_CASE(whole_numbers_are_read),	  KUNIT_CASE(base_0_follows_the_prefix),
	KUNIT_CASE(what_is_no_number_is_refused), KUNIT_CASE(what_does_not_fit_is_refused),
	KUNIT_CASE(booleans_have_many_spellings), KUNIT_CASE(simple_strtoul_says_where_it_stopped),
	KUNIT_CASE(memparse_knows_units),	  {},
};

static struct kunit_suite kstrtox_suite = {
	.name = "kstrtox",
	.test_cases = kstrtox_cases,
};

kunit_test_suite(kstrtox_suite);
