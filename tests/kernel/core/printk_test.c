// SPDX-License-Identifier: MIT
/*
 * Tests of kernel/core/printk.c. A console of their own keeps the last lines that it was given. What
 * would be too much for the others is printed with console_loglevel 0, which keeps it in the log.
 */
#include <k896/log.h>
#include <k896/show.h>
#include <kunit/test.h>
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/sched/clock.h>
#include <linux/seq_file.h>

static char seen[2048];
static size_t seen_len;
static u64 heard_at; /* before the slower consoles have their turn */
static int loglevel;

static void remember(struct console *con, const char *s, size_t n)
{
	heard_at = local_clock();
	if (seen_len + n >= sizeof(seen))
		seen_len = 0;
	memcpy(seen + seen_len, s, n);
	seen_len += n;
	seen[seen_len] = '\0';
}

static struct console console = { .name = "test", .write = remember };

static void forget(void)
{
	seen_len = 0;
	seen[0] = '\0';
}

static int listen(struct kunit *test)
{
	loglevel = console_loglevel;
	register_console(&console);
	forget();
	return 0;
}

static void stop_listening(struct kunit *test)
{
	console_loglevel = loglevel;
	unregister_console(&console);
}

/* @text behind a stamp, the line whole. */
static bool saw_line(const char *text)
{
	const char *at = strstr(seen, text);

	return at && at - seen >= 15 && !memcmp(at - 2, "] ", 2) && at[-15] == '[' &&
	       at[strlen(text)] == '\n';
}

/* Levels */

static void a_level_from_the_limit_on_stays_off_the_consoles(struct kunit *test)
{
	u32 log = log_position();

	console_loglevel = 5;
	pr_warn("level four\n");
	pr_notice("level five\n");
	KUNIT_EXPECT_TRUE(test, saw_line("level four"));
	KUNIT_EXPECT_NULL(test, strstr(seen, "level five"));
	KUNIT_EXPECT_TRUE(test, log_contains(log, "level five"));
}

static void without_a_level_it_is_a_warning(struct kunit *test)
{
	console_loglevel = 5;
	printk("no level\n");
	KUNIT_EXPECT_TRUE(test, saw_line("no level"));
	console_loglevel = 4;
	printk("no level either\n");
	KUNIT_EXPECT_NULL(test, strstr(seen, "either"));
}

/* Lines */

static void a_line_has_a_stamp_in_microseconds(struct kunit *test)
{
	u64 before = div_u64(local_clock(), 1000), after;
	unsigned int seconds, fraction;

	pr_info("stamped\n");
	after = div_u64(heard_at, 1000);
	KUNIT_ASSERT_EQ(test, sscanf(seen, "[%u.%u] stamped", &seconds, &fraction), 2);
	KUNIT_EXPECT_GE(test, seconds * 1000000ULL + fraction, before);
	KUNIT_EXPECT_LE(test, seconds * 1000000ULL + fraction, after);
}

static void every_line_of_a_message_has_a_stamp(struct kunit *test)
{
	pr_info("one\ntwo\nthree\n");
	KUNIT_EXPECT_TRUE(test, saw_line("one"));
	KUNIT_EXPECT_TRUE(test, saw_line("two"));
	KUNIT_EXPECT_TRUE(test, saw_line("three"));
}

static void printk_returns_the_length(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, printk("12345\n"), 6);
}

static void cont_goes_on_with_the_line(struct kunit *test)
{
	printk("first, ");
	pr_cont("second, ");
	pr_cont("third\n");
	KUNIT_EXPECT_TRUE(test, saw_line("first, second, third"));
}

static void an_open_line_is_ended_by_the_next_message(struct kunit *test)
{
	printk("open");
	printk("another\n");
	KUNIT_EXPECT_TRUE(test, saw_line("open"));
	KUNIT_EXPECT_TRUE(test, saw_line("another"));
}

static void cont_of_an_ended_line_has_a_stamp_of_its_own(struct kunit *test)
{
	printk("ended\n");
	pr_cont("alone\n");
	KUNIT_EXPECT_TRUE(test, saw_line("alone"));
}

static void a_long_line_is_cut_and_still_ended(struct kunit *test)
{
	static char letters[601];
	char *end;

	memset(letters, 'x', 600);
	printk("%s\n", letters);
	printk("behind it\n");
	end = strchr(seen, '\n');
	KUNIT_ASSERT_NOT_NULL(test, end);
	KUNIT_EXPECT_EQ(test, end - strchr(seen, 'x'), 480);
	KUNIT_EXPECT_TRUE(test, saw_line("behind it"));
}

/* What is printed while a message is being put together: the one inside comes first, both whole. */

static void (*old_hook)(char *buf, size_t size, unsigned long addr, const char *kind);

static void print_inside(char *buf, size_t size, unsigned long addr, const char *kind)
{
	vsprintf_symbol_hook = old_hook;
	printk("inside\n");
	strscpy(buf, "symbol", size);
}

static void a_nested_message_disturbs_nothing(struct kunit *test)
{
	old_hook = vsprintf_symbol_hook;
	vsprintf_symbol_hook = print_inside;
	printk("outside %ps end\n", test);
	vsprintf_symbol_hook = old_hook;
	KUNIT_EXPECT_TRUE(test, saw_line("inside"));
	KUNIT_EXPECT_TRUE(test, saw_line("outside symbol end"));
}

static void print_itself(char *buf, size_t size, unsigned long addr, const char *kind)
{
	printk("endless %ps\n", buf);
	strscpy(buf, "symbol", size);
}

static void endless_nesting_ends(struct kunit *test)
{
	u32 log = log_position();

	old_hook = vsprintf_symbol_hook;
	vsprintf_symbol_hook = print_itself;
	printk("outermost %ps\n", test);
	vsprintf_symbol_hook = old_hook;
	KUNIT_EXPECT_EQ(test, log_count(log, "endless symbol"), 2);
	KUNIT_EXPECT_TRUE(test, log_contains(log, "outermost symbol"));
}

/* Reading it back */

static void log_contains_looks_only_behind_the_position(struct kunit *test)
{
	u32 log;

	printk("earlier\n");
	log = log_position();
	KUNIT_EXPECT_FALSE(test, log_contains(log, "earlier"));
	printk("later\nand later\n");
	KUNIT_EXPECT_TRUE(test, log_contains(log, "later"));
	KUNIT_EXPECT_EQ(test, log_count(log, "later"), 2);
	KUNIT_EXPECT_FALSE(test, log_contains(log, "never"));
}

static char last[512];
static size_t last_len;
static unsigned int next_number, lines, torn;

/* Line n of fill_the_ring(): its length, the two numbers, and one letter to the end. */
static void make_line(char *line, unsigned int n)
{
	unsigned int len = 40 + n % 60;
	int head = sprintf(line, "ring %u of length %u ", n, len);

	memset(line + head, 'a' + n % 26, len - head);
	line[len] = '\0';
}

static void count_line(const char *line)
{
	char wanted[100];
	unsigned int seconds, fraction, n;

	if (sscanf(line, "[%u.%u] ring %u", &seconds, &fraction, &n) != 3)
		return;
	make_line(wanted, n);
	torn += (lines && n != next_number) || strcmp(strchr(line, 'r'), wanted);
	next_number = n + 1;
	lines++;
}

/* A sink that takes the log line by line. */
static void by_lines(struct seq_file *m)
{
	for (size_t i = 0; i < m->count; i++) {
		if (m->buf[i] != '\n') {
			last[last_len++ % sizeof(last)] = m->buf[i];
			continue;
		}
		last[last_len] = '\0';
		count_line(last);
		last_len = 0;
	}
}

/* More than the ring holds, in lines of every length, so that heads and texts cross its end. */
static void fill_the_ring(void)
{
	char line[100];

	console_loglevel = 0;
	for (unsigned int i = 0; i < 2000; i++) {
		make_line(line, i);
		printk("%s\n", line);
	}
}

static void the_ring_keeps_the_last_lines_whole(struct kunit *test)
{
	static char buf[600];
	struct seq_file m;

	lines = torn = 0;
	fill_the_ring();
	seq_init(&m, buf, sizeof(buf), by_lines);
	dmesg_show(&m);
	seq_flush(&m);
	KUNIT_EXPECT_EQ(test, torn, 0);
	KUNIT_EXPECT_EQ(test, next_number, 2000);
	/* 64 KiB of lines of 70 bytes on average, with a head each */
	KUNIT_EXPECT_GT(test, lines, 600);
	KUNIT_EXPECT_LT(test, lines, 2000);
}

static void what_was_overwritten_is_not_found(struct kunit *test)
{
	u32 log = log_position();

	console_loglevel = 0;
	printk("soon gone\n");
	KUNIT_EXPECT_TRUE(test, log_contains(log, "soon gone"));
	fill_the_ring();
	KUNIT_EXPECT_FALSE(test, log_contains(log, "soon gone"));
	KUNIT_EXPECT_TRUE(test, log_contains(log, "ring 1999"));
}

static void the_log_is_shown_from_a_position_on(struct kunit *test)
{
	u32 log = log_position();
	char buf[100] = {};
	struct seq_file m;

	console_loglevel = 0;
	printk("whole\n");
	printk("open");
	seq_init(&m, buf, sizeof(buf), NULL);
	log_show(&m, log);
	pr_cont("\n");
	/* Two stamps of 15 characters, no line before the first, and the last one ended. */
	KUNIT_ASSERT_EQ(test, m.count, 15 + strlen("whole\n") + 15 + strlen("open\n"));
	KUNIT_EXPECT_EQ(test, buf[0], '[');
	KUNIT_EXPECT_EQ(test, memcmp(buf + 15, "whole\n[", 7), 0);
	KUNIT_EXPECT_EQ(test, memcmp(buf + m.count - 5, "open\n", 5), 0);
}

/* Consoles */

static void a_console_is_shown_what_was_before_it(struct kunit *test)
{
	unregister_console(&console);
	printk("before\n");
	KUNIT_EXPECT_NULL(test, strstr(seen, "before"));
	register_console(&console);
	KUNIT_EXPECT_TRUE(test, saw_line("before"));
}

static void a_console_that_left_hears_nothing(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, unregister_console(&console), 0);
	printk("nobody there\n");
	KUNIT_EXPECT_EQ(test, seen_len, 0);
	KUNIT_EXPECT_EQ(test, unregister_console(&console), -ENODEV);
}

static void console_write_is_raw_and_not_in_the_log(struct kunit *test)
{
	u32 log = log_position();

	console_write("raw", 3);
	console_write("\n", 1);
	KUNIT_EXPECT_STREQ(test, seen, "raw\n");
	KUNIT_EXPECT_EQ(test, log_position(), log);
}

static void only_a_console_that_is_there_can_be_named(struct kunit *test)
{
	u32 log = log_position();

	parse_args("console=test console=test,115200n8");
	KUNIT_EXPECT_EQ(test, log_position(), log);
	parse_args("console=tes console=none,1");
	KUNIT_EXPECT_EQ(test, log_count(log, "cannot make sense of"), 2);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_level_from_the_limit_on_stays_off_the_consoles),
	KUNIT_CASE(without_a_level_it_is_a_warning),
	KUNIT_CASE(a_line_has_a_stamp_in_microseconds),
	KUNIT_CASE(every_line_of_a_message_has_a_stamp),
	KUNIT_CASE(printk_returns_the_length),
	KUNIT_CASE(cont_goes_on_with_the_line),
	KUNIT_CASE(an_open_line_is_ended_by_the_next_message),
	KUNIT_CASE(cont_of_an_ended_line_has_a_stamp_of_its_own),
	KUNIT_CASE(a_long_line_is_cut_and_still_ended),
	KUNIT_CASE(a_nested_message_disturbs_nothing),
	KUNIT_CASE(endless_nesting_ends),
	KUNIT_CASE(log_contains_looks_only_behind_the_position),
	KUNIT_CASE(the_ring_keeps_the_last_lines_whole),
	KUNIT_CASE(what_was_overwritten_is_not_found),
	KUNIT_CASE(the_log_is_shown_from_a_position_on),
	KUNIT_CASE(a_console_is_shown_what_was_before_it),
	KUNIT_CASE(a_console_that_left_hears_nothing),
	KUNIT_CASE(console_write_is_raw_and_not_in_the_log),
	KUNIT_CASE(only_a_console_that_is_there_can_be_named),
	{},
};

static struct kunit_suite printk_suite = {
	.name = "printk",
	.init = listen,
	.exit = stop_listening,
	.test_cases = cases,
};
kunit_test_suite(printk_suite);
