// SPDX-License-Identifier: MIT
/* Tests of kernel/core/params.c. */
#include <k896/log.h>
#include <k896/params.h>
#include <kunit/test.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>

static char value[256];
static unsigned int early, late;

static int __init note_late(char *s)
{
	late++;
	strscpy(value, s, sizeof(value));
	return strcmp(s, "bad") != 0;
}
__setup("params_test=", note_late);

static int __init note_early(char *s)
{
	early++;
	return 1;
}
early_param("params_test_early", note_early);

static int forget(struct kunit *test)
{
	early = late = 0;
	value[0] = '\0';
	return 0;
}

/* Words */

/* The words of @line, each in brackets. */
static const char *words(const char *line)
{
	static char out[128];
	char word[16];

	out[0] = '\0';
	while ((line = next_word(line, word, sizeof(word)))) {
		size_t len = strlen(out);

		snprintf(out + len, sizeof(out) - len, "[%s]", word);
	}
	return out;
}

static void spaces_and_tabs_are_between_words(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, words("one two=2\tthree"), "[one][two=2][three]");
	KUNIT_EXPECT_STREQ(test, words("  one  \t "), "[one]");
}

static void an_empty_line_has_no_word(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, words(""), "");
	KUNIT_EXPECT_STREQ(test, words(" \t "), "");
}

static void quotes_hold_a_value_together(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, words("run=\"ls -l\" exit"), "[run=ls -l][exit]");
}

static void grubs_quotes_around_the_word_do_too(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, words("\"run=ls -l\" exit"), "[run=ls -l][exit]");
}

static void a_quote_without_an_end_reaches_to_the_end(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, words("run=\"ls -l"), "[run=ls -l]");
}

static void a_word_in_quotes_may_be_empty(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, words("\"\" x=\"\""), "[][x=]");
}

static void a_long_word_is_cut_and_the_next_is_whole(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, words("0123456789abcdefgh next"), "[0123456789abcde][next]");
}

/* Who gets them */

static void the_value_is_handed_over(struct kunit *test)
{
	parse_args("a=1 params_test=\"two words\" b");
	KUNIT_EXPECT_EQ(test, late, 1);
	KUNIT_EXPECT_STREQ(test, value, "two words");
}

static void a_word_of_255_characters_is_whole_and_a_longer_one_is_cut(struct kunit *test)
{
	char line[300] = "params_test=";

	memset(line + strlen(line), 'x', 255 - strlen(line));
	parse_args(line);
	KUNIT_EXPECT_EQ(test, strlen(value), 255 - strlen("params_test="));
	memset(line, 'x', 280);
	memcpy(line, "params_test=", strlen("params_test="));
	parse_args(line);
	KUNIT_EXPECT_EQ(test, strlen(value), 255 - strlen("params_test="));
}

static void an_early_word_is_read_early_and_only_then(struct kunit *test)
{
	u32 log = log_position();

	parse_early_param("params_test_early params_test=1");
	KUNIT_EXPECT_EQ(test, early, 1);
	KUNIT_EXPECT_EQ(test, late, 0);
	parse_args("params_test_early params_test=1");
	KUNIT_EXPECT_EQ(test, early, 1);
	KUNIT_EXPECT_EQ(test, late, 1);
	KUNIT_EXPECT_FALSE(test, log_contains(log, "params_test"));
}

static void unknown_words_are_reported_once(struct kunit *test)
{
	u32 log = log_position();

	parse_early_param("colour=blue");
	parse_args("colour=blue params_test=1");
	KUNIT_EXPECT_EQ(test, log_count(log, "parameter \"colour=blue\" is ignored"), 1);
	KUNIT_EXPECT_EQ(test, late, 1);
}

static void a_name_must_fit_whole(struct kunit *test)
{
	u32 log = log_position();

	parse_args("params_tes=1 params_tests=1 params_test params_test_earlyy");
	KUNIT_EXPECT_EQ(test, late, 0);
	KUNIT_EXPECT_EQ(test, log_count(log, "is ignored"), 4);
}

static void a_value_without_sense_is_reported(struct kunit *test)
{
	u32 log = log_position();

	parse_args("params_test=bad");
	KUNIT_EXPECT_TRUE(test, log_contains(log, "cannot make sense of \"params_test=bad\""));
}

static void the_path_of_the_image_in_front_is_no_word(struct kunit *test)
{
	u32 log = log_position();

	parse_args("build/k896.elf params_test=1");
	KUNIT_EXPECT_FALSE(test, log_contains(log, "is ignored"));
	parse_args("params_test=1 build/k896.elf");
	KUNIT_EXPECT_TRUE(test, log_contains(log, "\"build/k896.elf\" is ignored"));
}

static void an_empty_command_line_is_nothing(struct kunit *test)
{
	u32 log = log_position();

	parse_early_param("");
	parse_args("");
	KUNIT_EXPECT_EQ(test, log_position(), log);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(spaces_and_tabs_are_between_words),
	KUNIT_CASE(an_empty_line_has_no_word),
	KUNIT_CASE(quotes_hold_a_value_together),
	KUNIT_CASE(grubs_quotes_around_the_word_do_too),
	KUNIT_CASE(a_quote_without_an_end_reaches_to_the_end),
	KUNIT_CASE(a_word_in_quotes_may_be_empty),
	KUNIT_CASE(a_long_word_is_cut_and_the_next_is_whole),
	KUNIT_CASE(the_value_is_handed_over),
	KUNIT_CASE(a_word_of_255_characters_is_whole_and_a_longer_one_is_cut),
	KUNIT_CASE(an_early_word_is_read_early_and_only_then),
	KUNIT_CASE(unknown_words_are_reported_once),
	KUNIT_CASE(a_name_must_fit_whole),
	KUNIT_CASE(a_value_without_sense_is_reported),
	KUNIT_CASE(the_path_of_the_image_in_front_is_no_word),
	KUNIT_CASE(an_empty_command_line_is_nothing),
	{},
};

static struct kunit_suite params_suite = {
	.name = "params",
	.init = forget,
	.test_cases = cases,
};
kunit_test_suite(params_suite);
