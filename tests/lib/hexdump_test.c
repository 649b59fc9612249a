// SPDX-License-Identifier: MIT
/* Tests of lib/hexdump.c. */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>

static const u8 bytes[] = "0123456789abcde\n....";

#define EXPECT_LINE(test, expected, len, rowsize, groupsize, ascii)                                \
	do {                                                                                       \
		char __line[140];                                                                  \
		int __len = hex_dump_to_buffer(bytes, len, rowsize, groupsize, __line,             \
					       sizeof(__line), ascii);                             \
                                                                                                   \
		KUNIT_EXPECT_STREQ(test, __line, expected);                                        \
		KUNIT_EXPECT_EQ(test, __len, strlen(__line));                                      \
	} while (0)

static void a_line_of_bytes(struct kunit *test)
{
	EXPECT_LINE(test, "30 31 32", 3, 16, 1, false);
	EXPECT_LINE(test, "", 0, 16, 1, true);
	EXPECT_LINE(test, "30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 0a", 20, 16, 1, false);
}

static void characters_stand_in_one_column(struct kunit *test)
{
	EXPECT_LINE(test, "30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 0a  0123456789abcde.", 16,
		    16, 1, true);
	EXPECT_LINE(test, "30 31                                            01", 2, 16, 1, true);
	EXPECT_LINE(test, "33323130 37363534                    01234567", 8, 16, 4, true);
}

static void groups_are_little_endian_numbers(struct kunit *test)
{
	EXPECT_LINE(test, "3130 3332", 4, 16, 2, false);
	EXPECT_LINE(test, "33323130 37363534", 8, 16, 4, false);
	EXPECT_LINE(test, "3736353433323130", 8, 16, 8, false);
}

static void an_odd_length_or_group_falls_back_to_bytes(struct kunit *test)
{
	EXPECT_LINE(test, "30 31 32 33 34", 5, 16, 4, false);
	EXPECT_LINE(test, "30 31 32", 3, 16, 3, false);
}

static void a_short_buffer_cuts_the_line_but_not_the_length(struct kunit *test)
{
	char line[6];

	KUNIT_EXPECT_EQ(test, hex_dump_to_buffer(bytes, 4, 16, 1, line, sizeof(line), false), 11);
	KUNIT_EXPECT_STREQ(test, line, "30 31");
	KUNIT_EXPECT_EQ(test, hex_dump_to_buffer(bytes, 4, 16, 1, NULL, 0, false), 11);
}

static void dumps_go_to_a_sink_line_by_line(struct kunit *test)
{
	char text[160];
	struct seq_file m;

	seq_init(&m, text, sizeof(text), NULL);
	seq_hex_dump(&m, "Object ", DUMP_PREFIX_OFFSET, 16, 1, bytes, 18, false);
	seq_putc(&m, '\0');
	KUNIT_EXPECT_STREQ(test, text,
			   "Object 00000000: 30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 0a\n"
			   "Object 00000010: 2e 2e\n");
}

static void hexadecimal_and_back(struct kunit *test)
{
	u8 back[3];
	char text[7] = "";

	bin2hex(text, "\x01\xab\xff", 3);
	KUNIT_EXPECT_STREQ(test, text, "01abff");
	KUNIT_EXPECT_EQ(test, hex2bin(back, "01ABff", 3), 0);
	KUNIT_EXPECT_EQ(test, memcmp(back, "\x01\xab\xff", 3), 0);
	KUNIT_EXPECT_EQ(test, hex2bin(back, "0g", 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, hex_to_bin('F'), 15);
	KUNIT_EXPECT_EQ(test, hex_to_bin('g'), -1);
}

static struct kunit_case hexdump_cases[] = {
	KUNIT_CASE(a_line_of_bytes),
	KUNIT_CASE(characters_stand_in_one_column),
	KUNIT_CASE(groups_are_little_endian_numbers),
	KUNIT_CASE(an_odd_length_or_group_falls_back_to_bytes),
	KUNIT_CASE(a_short_buffer_cuts_the_line_but_not_the_length),
	KUNIT_CASE(dumps_go_to_a_sink_line_by_line),
	KUNIT_CASE(hexadecimal_and_back),
	{},
};

static struct kunit_suite hexdump_suite = {
	.name = "hexdump",
	.test_cases = hexdump_cases,
};

kunit_test_suite(hexdump_suite);
