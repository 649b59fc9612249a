// SPDX-License-Identifier: MIT
/* Tests of lib/seq_file.c. */
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>

static char small[8], whole[64];
static size_t whole_len;

/* Gathers what is flushed. */
static void gather(struct seq_file *m)
{
	memcpy(whole + whole_len, m->buf, m->count);
	whole_len += m->count;
	whole[whole_len] = '\0';
}

static int forget(struct kunit *test)
{
	whole_len = 0;
	whole[0] = '\0';
	return 0;
}

/* What is in the buffer, as a string. */
static const char *held(struct seq_file *m)
{
	static char text[16];

	strscpy(text, m->buf, m->count + 1);
	return text;
}

static void text_is_put_together(struct kunit *test)
{
	struct seq_file m;

	seq_init(&m, small, sizeof(small), NULL);
	seq_printf(&m, "%d", 12);
	seq_putc(&m, ':');
	seq_puts(&m, "ab");
	KUNIT_EXPECT_EQ(test, seq_write(&m, "\0\1", 2), 0);
	KUNIT_EXPECT_EQ(test, m.count, 7);
	KUNIT_EXPECT_EQ(test, memcmp(small, "12:ab\0\1", 7), 0);
	KUNIT_EXPECT_FALSE(test, seq_has_overflowed(&m));
}

static void a_full_buffer_cuts_and_says_so(struct kunit *test)
{
	struct seq_file m;

	seq_init(&m, small, sizeof(small), NULL);
	seq_puts(&m, "12345678");
	KUNIT_EXPECT_FALSE(test, seq_has_overflowed(&m));
	KUNIT_EXPECT_EQ(test, seq_write(&m, "9", 1), -1);
	KUNIT_EXPECT_TRUE(test, seq_has_overflowed(&m));
	seq_printf(&m, "%d", 10);
	KUNIT_EXPECT_EQ(test, m.count, 8);
}

static void a_cut_printf_keeps_what_fits(struct kunit *test)
{
	struct seq_file m;

	seq_init(&m, small, sizeof(small), NULL);
	seq_printf(&m, "%s", "0123456789");
	KUNIT_EXPECT_TRUE(test, seq_has_overflowed(&m));
	KUNIT_EXPECT_STREQ(test, held(&m), "0123456");
}

static void flushing_makes_it_unlimited(struct kunit *test)
{
	struct seq_file m;
	int i;

	seq_init(&m, small, sizeof(small), gather);
	for (i = 0; i < 10; i++)
		seq_printf(&m, "%d,", i * 11);
	seq_puts(&m, "a text longer than the buffer");
	seq_flush(&m);
	KUNIT_EXPECT_STREQ(test, whole,
			   "0,11,22,33,44,55,66,77,88,99,a text longer than the buffer");
	KUNIT_EXPECT_FALSE(test, seq_has_overflowed(&m));
	KUNIT_EXPECT_EQ(test, m.count, 0);
}

static void one_printf_longer_than_the_buffer_is_cut(struct kunit *test)
{
	struct seq_file m;

	seq_init(&m, small, sizeof(small), gather);
	seq_puts(&m, "ab");
	seq_printf(&m, "%s", "0123456789");
	seq_flush(&m);
	KUNIT_EXPECT_TRUE(test, seq_has_overflowed(&m));
	KUNIT_EXPECT_STREQ(test, whole, "ab0123456");
}

static void a_sink_without_room_only_notes_the_loss(struct kunit *test)
{
	struct seq_file m;

	seq_init(&m, NULL, 0, NULL);
	seq_puts(&m, "");
	KUNIT_EXPECT_FALSE(test, seq_has_overflowed(&m));
	seq_printf(&m, "%d", 1);
	seq_putc(&m, 'x');
	KUNIT_EXPECT_TRUE(test, seq_has_overflowed(&m));
	KUNIT_EXPECT_EQ(test, m.count, 0);
}

static struct kunit_case seq_file_cases[] = {
	KUNIT_CASE(text_is_put_together),
	KUNIT_CASE(a_full_buffer_cuts_and_says_so),
	KUNIT_CASE(a_cut_printf_keeps_what_fits),
	KUNIT_CASE(flushing_makes_it_unlimited),
	KUNIT_CASE(one_printf_longer_than_the_buffer_is_cut),
	KUNIT_CASE(a_sink_without_room_only_notes_the_loss),
	{},
};

static struct kunit_suite seq_file_suite = {
	.name = "seq_file",
	.init = forget,
	.test_cases = seq_file_cases,
};

kunit_test_suite(seq_file_suite);
