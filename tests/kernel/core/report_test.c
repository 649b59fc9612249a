// SPDX-License-Identifier: MIT
/*
 * Tests of kernel/core/report.c and of what all reports rely on: printk() where everything is against it. A console of
 * their own hears what comes out; the others are kept quiet where there is much.
 */
#include <k896/log.h>
#include <k896/report.h>
#include <kunit/test.h>
#include <linux/bug.h>
#include <linux/console.h>
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/tick.h>

#include "mm/page/internal.h"
#include "tests/support/kasan.h"
#include "tests/support/reports.h"

static int loglevel;

static int be_quiet(struct kunit *test)
{
	loglevel = console_loglevel;
	console_loglevel = 0;
	return 0;
}

static void be_loud(struct kunit *test)
{
	console_loglevel = loglevel;
}

/* ---- how many ---- */

static noinline void complain(unsigned int n)
{
	while (n--)
		WARN(1, "a complaint\n");
}

static void a_thousand_are_counted_and_ten_printed(struct kunit *test)
{
	struct reports mark = mark_reports();

	complain(1000);
	KUNIT_EXPECT_EQ(test, log_count(mark.log, "a complaint"), REPORT_BURST);
	KUNIT_EXPECT_EQ(test, log_count(mark.log, "WARNING: CPU: 0"), REPORT_BURST);
	KUNIT_EXPECT_EQ(test, log_count(mark.log, "end trace"), REPORT_BURST);
	msleep(5100);
	complain(1);
	KUNIT_EXPECT_EQ(test, log_count(mark.log, "a complaint"), REPORT_BURST + 1);
	KUNIT_EXPECT_TRUE(test,
			  is_logged(mark.log, "%u reports were not printed", 1000 - REPORT_BURST));
	KUNIT_EXPECT_REPORTS_SINCE(test, mark.count, 1001);
}

static void how_many_were_not_printed_is_said_when_no_other_comes(struct kunit *test)
{
	struct reports mark = mark_reports();

	complain(1000);
	msleep(7000);
	KUNIT_EXPECT_EQ(test, log_count(mark.log, "990 reports were not printed"), 1U);
	KUNIT_EXPECT_REPORTS_SINCE(test, mark.count, 1000);
}

static void ten_are_printed_each_and_nothing_is_said_of_others(struct kunit *test)
{
	struct reports mark = mark_reports();

	complain(REPORT_BURST);
	msleep(5100);
	complain(1);
	KUNIT_EXPECT_EQ(test, log_count(mark.log, "a complaint"), REPORT_BURST + 1);
	KUNIT_EXPECT_FALSE(test, log_contains(mark.log, "were not printed"));
	KUNIT_EXPECT_REPORTS_SINCE(test, mark.count, REPORT_BURST + 1);
}

static void many_of_a_kind_do_not_hide_another(struct kunit *test)
{
	struct reports mark = mark_reports();

	complain(100);
	preempt_disable();
	might_sleep();
	preempt_enable();
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, "BUG: sleeping function called"));
	KUNIT_EXPECT_REPORTS_SINCE(test, mark.count, 101);
}

static void starting_over_prints_again(struct kunit *test)
{
	struct reports mark = mark_reports();

	complain(100);
	KUNIT_EXPECT_TRUE(test, reports_are_held_back());
	reports_start_over();
	KUNIT_EXPECT_FALSE(test, reports_are_held_back());
	complain(1);
	KUNIT_EXPECT_EQ(test, log_count(mark.log, "a complaint"), REPORT_BURST + 1);
	KUNIT_EXPECT_REPORTS_SINCE(test, mark.count, 101);
}

/* ---- where ---- */

static void warn_here(struct pt_regs *regs)
{
	register_tick_hook(NULL);
	WARN(1, "in an interrupt\n");
}

static void a_mistake_in_an_interrupt_names_it_and_what_it_interrupted(struct kunit *test)
{
	struct reports mark = mark_reports();

	KUNIT_ASSERT_EQ(test, register_tick_hook(warn_here), 0);
	msleep(30);
	EXPECT_REPORTS(test, mark, 1, "in an interrupt");
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, " <IRQ>"));
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, " warn_here+0x"));
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, " </IRQ>"));
}

/* ---- mistakes in the report itself ---- */

static void a_mistake_in_a_report_is_counted_and_the_report_is_whole(struct kunit *test)
{
	struct reports mark = mark_reports();
	unsigned long flags;

	KUNIT_EXPECT_FALSE(test, report_is_printed());
	KUNIT_ASSERT_TRUE(test, report_begin(&flags));
	KUNIT_EXPECT_TRUE(test, report_is_printed());
	WARN(1, "inside\n");
	WARN_ON(test);
	might_sleep();
	report_end(flags);
	KUNIT_EXPECT_FALSE(test, report_is_printed());
	KUNIT_EXPECT_FALSE(test, log_contains(mark.log, "inside"));
	KUNIT_EXPECT_FALSE(test, log_contains(mark.log, "WARNING"));
	complain(1);
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, "3 reports were not printed"));
	KUNIT_EXPECT_REPORTS_SINCE(test, mark.count, 5);
}

static char heard[4096];
static size_t heard_len;

static void hear(const char *s, size_t n)
{
	if (heard_len + n < sizeof(heard)) {
		memcpy(heard + heard_len, s, n);
		heard_len += n;
	}
	heard[heard_len] = '\0';
}

static unsigned int heard_times(const char *text)
{
	unsigned int n = 0;

	for (const char *at = heard; (at = strstr(at, text)); at++)
		n++;
	return n;
}

static void hear_and_complain(struct console *con, const char *s, size_t n)
{
	hear(s, n);
	WARN(1, "this console has a bug\n");
}

static void hear_slowly(struct console *con, const char *s, size_t n)
{
	hear(s, n);
	mdelay(15); /* a tick and a half a line */
}

/* The others of the machine are still there; lines below emergencies go to all. */
static void listen_through(struct console *con)
{
	register_console(con);
	console_loglevel = CONSOLE_LOGLEVEL_DEFAULT;
	heard_len = 0;
	heard[0] = '\0';
}

static void a_console_that_makes_mistakes_hangs_nothing(struct kunit *test)
{
	struct console buggy = { .name = "buggy", .write = hear_and_complain };
	struct reports mark;

	listen_through(&buggy);
	mark = mark_reports();
	complain(1);
	unregister_console(&buggy);
	KUNIT_EXPECT_EQ(test, heard_times("a complaint\n"), 1U);
	KUNIT_EXPECT_EQ(test, heard_times("end trace"), 1U);
	KUNIT_EXPECT_EQ(test, heard_times("this console has a bug"), 0U);
	KUNIT_EXPECT_GT(test, report_count - mark.count, 4U);
	KUNIT_EXPECT_REPORTS_SINCE(test, mark.count, report_count - mark.count);
}

static void (*old_hook)(char *buf, size_t size, unsigned long addr, const char *kind);

static void complain_about_symbols(char *buf, size_t size, unsigned long addr, const char *kind)
{
	WARN(1, "no name for you\n");
	old_hook(buf, size, addr, kind);
}

static void a_mistake_in_the_look_up_of_names_hangs_nothing(struct kunit *test)
{
	struct reports mark = mark_reports();

	old_hook = vsprintf_symbol_hook;
	vsprintf_symbol_hook = complain_about_symbols;
	complain(1);
	vsprintf_symbol_hook = old_hook;
	KUNIT_EXPECT_EQ(test, log_count(mark.log, "a complaint"), 1U);
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, " complain"));
	KUNIT_EXPECT_EQ(test, log_count(mark.log, "end trace"), 1U);
	KUNIT_EXPECT_FALSE(test, log_contains(mark.log, "no name"));
	KUNIT_EXPECT_GT(test, report_count - mark.count, 4U);
	KUNIT_EXPECT_REPORTS_SINCE(test, mark.count, report_count - mark.count);
}

/* ---- a full log, a slow line ---- */

static void a_report_comes_out_once_when_the_log_is_full_and_the_line_slow(struct kunit *test)
{
	struct console slow = { .name = "slow", .write = hear_slowly };
	unsigned long ticks;
	struct reports mark;

	for (unsigned int i = 0; i < 2000; i++)
		printk("filling the log, line %u of many that nobody wants to see\n", i);
	listen_through(&slow);
	mark = mark_reports();
	ticks = jiffies;
	complain(1);
	unregister_console(&slow);
	KUNIT_EXPECT_EQ(test, heard_times("cut here"), 1U);
	KUNIT_EXPECT_EQ(test, heard_times("a complaint\n"), 1U);
	KUNIT_EXPECT_EQ(test, heard_times("WARNING: CPU"), 1U);
	KUNIT_EXPECT_EQ(test, heard_times(" complain"), 3U); /* text, place and trace */
	KUNIT_EXPECT_EQ(test, heard_times("end trace"), 1U);
	KUNIT_EXPECT_EQ(test, log_count(mark.log, "end trace"), 1U);
	KUNIT_EXPECT_GE(test, jiffies - ticks, 5UL); /* interrupts were waiting, and came */
	KUNIT_EXPECT_REPORTS_SINCE(test, mark.count, 1);
}

/* ---- a stack that has nearly run out ---- */

/* Calls with @left bytes left. Interrupts off: one would not have room to begin. */
static noinline void with_little_stack(unsigned long left, void (*fn)(void))
{
	char *hole = __builtin_alloca(stack_left() - left);
	unsigned long flags;

	asm volatile("" : : "r"(hole) : "memory");
	local_irq_save(flags);
	fn();
	local_irq_restore(flags);
	asm volatile("" : : "r"(hole) : "memory");
}

static noinline void warn(void)
{
	complain(1);
}

static noinline void warn_on(void)
{
	WARN_ON(stack_left() < THREAD_SIZE);
}

static noinline void sleep_here(void)
{
	might_sleep();
}

static void *object;

static noinline void free_object_again(void)
{
	kfree(object);
}

static struct page *page;

static noinline void free_page_again(void)
{
	__free_page(page);
}

static noinline void no_memory(void)
{
	warn_alloc(GFP_KERNEL, 3);
}

static const struct {
	void (*make)(void);
	const char *first, *caller, *last;
} mistakes[] = {
	{ warn, "a complaint", "warn", "---[ end trace" },
	{ warn_on, "WARNING: CPU: 0", "warn_on", "---[ end trace" },
	{ sleep_here, "BUG: sleeping function called", "sleep_here", "task_entry" },
	{ free_object_again, "Object already free", "free_object_again",
	  "FIX kmalloc-64: Object at" },
	{ free_page_again, "BUG: Bad page state", "free_page_again", "task_entry" },
	{ no_memory, "page allocation failure: order:3", "no_memory", "Mem-Info:" },
};

/* 600 bytes; twice as much where frames have red zones. */
static void a_report_comes_out_when_the_stack_has_nearly_run_out(struct kunit *test)
{
	object = kmalloc(64, GFP_KERNEL);
	page = alloc_page(GFP_KERNEL);
	kfree(object);
	__free_page(page);
	for (unsigned int i = 0; i < ARRAY_SIZE(mistakes); i++) {
		struct reports mark = mark_reports();

		with_little_stack(600 * (THREAD_SIZE / 8192), mistakes[i].make);
		EXPECT_REPORTS(test, mark, 1, mistakes[i].first);
		KUNIT_EXPECT_TRUE(test, is_logged(mark.log, " %s", mistakes[i].caller));
		KUNIT_EXPECT_TRUE(test, log_contains(mark.log, " with_little_stack"));
		KUNIT_EXPECT_TRUE(test, log_contains(mark.log, mistakes[i].last));
		KUNIT_EXPECT_FALSE(test, log_contains(mark.log, "log_message"));
	}
}

/* What is printed inside of it finds itself on the other stack, and stays there. */
static void a_mistake_in_a_report_on_its_own_stack_hangs_nothing(struct kunit *test)
{
	struct reports mark = mark_reports();

	old_hook = vsprintf_symbol_hook;
	vsprintf_symbol_hook = complain_about_symbols;
	with_little_stack(600 * (THREAD_SIZE / 8192), warn);
	vsprintf_symbol_hook = old_hook;
	KUNIT_EXPECT_EQ(test, log_count(mark.log, "a complaint"), 1U);
	KUNIT_EXPECT_EQ(test, log_count(mark.log, "end trace"), 1U);
	KUNIT_EXPECT_TRUE(test, log_contains(mark.log, " with_little_stack"));
	KUNIT_EXPECT_REPORTS_SINCE(test, mark.count, report_count - mark.count);
}

/* ---- the end ---- */

static size_t *nowhere;
static bool falls;

static void fall(struct console *con, const char *s, size_t n)
{
	if (falls)
		*nowhere = n;
}

/* While it prints a line, and then while it prints the report of that; the others print the report of that report. */
static void a_console_that_falls_over_ends_in_a_panic(struct kunit *test)
{
	static struct console broken = { .name = "broken", .write = fall };

	console_loglevel = CONSOLE_LOGLEVEL_DEFAULT;
	register_console(&broken);
	falls = true;
	complain(1);
}

static struct kunit_case cases[] = {

	KUNIT_CASE(a_thousand_are_counted_and_ten_printed),
	KUNIT_CASE(how_many_were_not_printed_is_said_when_no_other_comes),
	KUNIT_CASE(ten_are_printed_each_and_nothing_is_said_of_others),
	KUNIT_CASE(many_of_a_kind_do_not_hide_another),
	KUNIT_CASE(starting_over_prints_again),
	KUNIT_CASE(a_mistake_in_an_interrupt_names_it_and_what_it_interrupted),
	KUNIT_CASE(a_mistake_in_a_report_is_counted_and_the_report_is_whole),
	KUNIT_CASE(a_console_that_makes_mistakes_hangs_nothing),
	KUNIT_CASE(a_mistake_in_the_look_up_of_names_hangs_nothing),
	KUNIT_CASE(a_report_comes_out_once_when_the_log_is_full_and_the_line_slow),
	KUNIT_CASE(a_report_comes_out_when_the_stack_has_nearly_run_out),
	KUNIT_CASE(a_mistake_in_a_report_on_its_own_stack_hangs_nothing),
	KUNIT_CASE_PANIC(a_console_that_falls_over_ends_in_a_panic),
	{},
};

static struct kunit_suite report_suite = {
	.name = "report",
	KASAN_LOOKS_AWAY,
	.init = be_quiet,
	.exit = be_loud,
	.test_cases = cases,
};
kunit_test_suite(report_suite);
