// SPDX-License-Identifier: MIT
/* Tests of drivers/input/atkbd.c: codes go in as from the controller, bytes come out of the console's queue. */
#include <k896/console_input.h>
#include <kunit/test.h>
#include <linux/i8042.h>
#include <linux/kernel.h>
#include <linux/prandom.h>
#include <linux/string.h>

#define UP(key) ((key) | 0x80)

enum {
	KEY_1 = 0x02,
	KEY_A = 0x1e,
	KEY_C = 0x2e,
	KEY_Z = 0x2c,
	KEY_ENTER = 0x1c,
	KEY_BACKSPACE = 0x0e
};
enum { KEY_CTRL = 0x1d, KEY_SHIFT = 0x2a, KEY_RIGHT_SHIFT = 0x36, KEY_CAPS = 0x3a, KEY_F1 = 0x3b };
enum { KEY_UP = 0x48, KEY_DELETE = 0x53, KEY_SLASH = 0x35, EXTENDED = 0xe0, PAUSE = 0xe1 };

static console_interrupt_t before;

static int init(struct kunit *test)
{
	before = console_set_interrupt(NULL);
	while (console_trygetc() >= 0)
		;
	return 0;
}

static void exit(struct kunit *test)
{
	console_set_interrupt(before);
}

/* What comes of these codes, as a string. */
static const char *typed(const u8 *codes, size_t n)
{
	static char text[32];
	size_t len = 0;
	int c;

	for (size_t i = 0; i < n; i++)
		atkbd_receive(codes[i]);
	while ((c = console_trygetc()) >= 0 && len < sizeof(text) - 1)
		text[len++] = c;
	text[len] = 0;
	return text;
}
#define TYPED(...) typed((const u8[]){ __VA_ARGS__ }, sizeof((const u8[]){ __VA_ARGS__ }))

static void keys_are_letters_when_they_go_down(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, TYPED(KEY_A, UP(KEY_A), KEY_1, KEY_1, UP(KEY_1)), "a11");
	KUNIT_EXPECT_STREQ(test, TYPED(KEY_ENTER, UP(KEY_ENTER), KEY_BACKSPACE), "\r\177");
	KUNIT_EXPECT_STREQ(test, TYPED(EXTENDED, KEY_ENTER, EXTENDED, KEY_SLASH), "\r/");
	KUNIT_EXPECT_STREQ(test, TYPED(KEY_F1, UP(KEY_F1), 0x7f, 0), "");
}

static void shift_lasts_as_long_as_it_is_held(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, TYPED(KEY_SHIFT, KEY_A, KEY_1, UP(KEY_SHIFT), KEY_A), "A!a");
	KUNIT_EXPECT_STREQ(test, TYPED(KEY_RIGHT_SHIFT, KEY_A, UP(KEY_RIGHT_SHIFT), KEY_A), "Aa");
}

static void caps_lock_is_for_letters_and_ends_shift(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, TYPED(KEY_CAPS, KEY_CAPS, UP(KEY_CAPS), KEY_A, KEY_1), "A1");
	KUNIT_EXPECT_STREQ(test, TYPED(KEY_SHIFT, KEY_A, KEY_1, UP(KEY_SHIFT)), "a!");
	KUNIT_EXPECT_STREQ(test, TYPED(KEY_CAPS, UP(KEY_CAPS), KEY_A), "a");
}

static void ctrl_makes_control_characters(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, TYPED(KEY_CTRL, KEY_A, KEY_Z, KEY_C, KEY_1, UP(KEY_CTRL), KEY_C),
			   "\001\032\003"
			   "1c");
	KUNIT_EXPECT_STREQ(test, TYPED(EXTENDED, KEY_CTRL, KEY_A, EXTENDED, UP(KEY_CTRL)), "\001");
}

static void arrows_are_escape_sequences(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, TYPED(EXTENDED, KEY_UP, EXTENDED, UP(KEY_UP), KEY_UP),
			   "\033[A\033[A");
	KUNIT_EXPECT_STREQ(test, TYPED(EXTENDED, KEY_DELETE), "\033[3~");
}

static void a_shift_around_an_arrow_is_none(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, TYPED(EXTENDED, KEY_SHIFT, EXTENDED, KEY_UP, KEY_A), "\033[Aa");
	KUNIT_EXPECT_STREQ(test, TYPED(KEY_SHIFT, EXTENDED, UP(KEY_SHIFT), KEY_A, UP(KEY_SHIFT)),
			   "A");
}

static void pause_is_passed_over(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, TYPED(PAUSE, KEY_CTRL, 0x45, PAUSE, UP(KEY_CTRL), 0xc5, KEY_A),
			   "a");
}

static void any_code_does_no_harm(struct kunit *test)
{
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_case_seed(test));
	for (int i = 0; i < 20000; i++) {
		atkbd_receive(prandom_u32_state(&rnd));
		while (console_trygetc() >= 0)
			;
	}
	/* All up again, behind whatever was begun. */
	TYPED(0, 0, UP(KEY_SHIFT), UP(KEY_CTRL), UP(KEY_CAPS));
	if (TYPED(KEY_A)[0] == 'A')
		TYPED(KEY_CAPS, UP(KEY_CAPS));
	KUNIT_EXPECT_STREQ(test, TYPED(KEY_A), "a");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(keys_are_letters_when_they_go_down),
	KUNIT_CASE(shift_lasts_as_long_as_it_is_held),
	KUNIT_CASE(caps_lock_is_for_letters_and_ends_shift),
	KUNIT_CASE(ctrl_makes_control_characters),
	KUNIT_CASE(arrows_are_escape_sequences),
	KUNIT_CASE(a_shift_around_an_arrow_is_none),
	KUNIT_CASE(pause_is_passed_over),
	KUNIT_CASE(any_code_does_no_harm),
	{},
};

static struct kunit_suite atkbd_suite = {
	.name = "atkbd",
	.init = init,
	.exit = exit,
	.test_cases = cases,
};
kunit_test_suite(atkbd_suite);
