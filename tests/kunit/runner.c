// SPDX-License-Identifier: MIT
/*
 * The runner of the in-kernel tests: chooses cases, runs each between two looks at the books, and
 * writes KTAP version 1.
 *
 *	KTAP version 1
 *	# seed=42
 *	1..2
 *	    KTAP version 1
 *	    # Subtest: slab
 *	    1..3
 *	    ok 1 alloc_and_free
 *	    # leaks: LEAK free_pages: 1234 before, 1233 after
 *	    # reproduce: make test T=slab.leaks SEED=42 MEM=1024
 *	    not ok 2 leaks
 *	    ok 3 double_free # SKIP must panic, runs alone
 *	# slab: pass:1 fail:1 skip:1 total:3
 *	not ok 1 slab
 *	...
 *	# Totals: pass:9 fail:1 skip:1 total:11
 *
 * With skew= on the command line, suites and cases come in an order that the seed gives: no case may rest on
 * what another one left behind. What repeats a failure is then the whole run.
 *
 * Each line is flushed at once: after a panic the log ends with the case that caused it.
 *
 * The books, and what else is looked at around a case, are in books.c; how a failed ASSERT leaves a case is
 * in jump.c.
 */
#include <asm/bootinfo.h>
#include <asm/processor.h>
#include <k896/monitor.h>
#include <k896/report.h>
#include <k896/skew.h>
#include <kunit/runner.h>
#include <kunit/test.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/glob.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/prandom.h>
#include <linux/seq_file.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "runner_internal.h"

u64 kunit_seed;
bool kunit_shuffled;

static u64 time_of_nops(void)
{
	u64 start = rdtsc_ordered();

	asm volatile(".rept 200\n\tnop\n\t.endr");
	return rdtsc_ordered() - start;
}

bool cycles_are_instructions(void)
{
	for (unsigned int i = 0; i < 10; i++) {
		u64 time = time_of_nops();

		if (time < 200 || time > 220)
			return false;
	}
	return true;
}

extern struct kunit_suite *__kunit_suites_start[], *__kunit_suites_end[];

/* What a test says. */

void __kunit_log(struct seq_file *out, const char *fmt, ...)
{
	const char *newline = fmt[0] && fmt[strlen(fmt) - 1] == '\n' ? "" : "\n";
	struct va_format vaf = { .fmt = fmt };
	va_list args;

	va_start(args, fmt);
	vaf.va = &args;
	if (out) {
		seq_printf(out, "%pV%s", &vaf, newline);
		seq_flush(out);
	} else {
		printk(KERN_INFO "%pV%s", &vaf, newline);
	}
	va_end(args);
}

void kunit_mark_skipped(struct kunit *test, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(test->status_comment, sizeof(test->status_comment), fmt, args);
	va_end(args);
	if (test->status == KUNIT_SUCCESS)
		test->status = KUNIT_SKIPPED;
}

/* The seed and what is made of it. */

/* FNV-1a, one byte at a time. */
static u64 hash_string(u64 hash, const char *s)
{
	while (*s)
		hash = (hash ^ (u8)*s++) * 0x100000001b3ull;
	return hash;
}

static u64 suite_seed(const struct kunit_suite *suite)
{
	return hash_string(0xcbf29ce484222325ull ^ kunit_seed, suite->name);
}

u64 kunit_case_seed(struct kunit *test)
{
	u64 hash = suite_seed(test->suite);

	return hash_string(hash_string(hash, "."), test->test_case->name);
}

static void swap_bytes(char *a, char *b, size_t size)
{
	while (size--)
		swap(a[size], b[size]);
}

/* Each order as likely as another, and the same seed always the same one. */
static void shuffle(void *array, size_t count, size_t size, u64 seed)
{
	struct rnd_state rnd;
	char *base = array;

	prandom_seed_state(&rnd, seed);
	for (; count > 1; count--)
		swap_bytes(base + (count - 1) * size, base + prandom_u32_state(&rnd) % count * size,
			   size);
}

/* What QEMU's -m was, in MiB: RAM ends there or a little below, but for what lies above 4 GiB. */
static unsigned int machine_size(void)
{
	u64 low_end = 0, high = 0;

	for (u32 i = 0; i < boot_info.nr_ranges; i++) {
		const struct boot_range *range = &boot_info.ranges[i];

		if (range->type != BOOT_RANGE_RAM)
			continue;
		if (range->addr >> 32)
			high += range->size;
		else
			low_end = max(low_end, range->addr + range->size);
	}
	return (low_end + high + (1 << 20) - 1) >> 20;
}

/* With the cases in their own order a case can be repeated alone, otherwise all that was asked for. */
static void say_reproduce(struct kunit *test)
{
	const char *quote = kunit_shuffled && strpbrk(test->glob, "*?[\\") ? "'" : "";

	seq_printf(test->out, "%s# reproduce: make test T=", test->indent);
	if (kunit_shuffled)
		seq_printf(test->out, "%s%s%s SEED=%llu SKEW=%lu", quote, test->glob, quote,
			   kunit_seed, skew_instructions);
	else
		seq_printf(test->out, "%s.%s SEED=%llu", test->suite->name, test->test_case->name,
			   kunit_seed);
	seq_printf(test->out, " MEM=%u%s%s\n", machine_size(),
		   boot_info.nr_modules ? " INITRD=1" : "",
		   kunit_rounds(10) == 10 ? " CMDLINE=soak" : "");
}

/* One case. */

/* Where the suite's init fails, the case ends here. */
static void run_init(struct kunit *test)
{
	int err = test->suite->init ? test->suite->init(test) : 0;

	if (!err)
		return;
	kunit_info(test, "failed to initialize: %d", err);
	test->status = KUNIT_FAILURE;
	kunit_abort(test);
}

static void run_body(struct kunit *test)
{
	test->test_case->run_case(test);
	if (test->test_case->must_panic) {
		kunit_info(test, "returned, but must panic");
		test->status = KUNIT_FAILURE;
	}
}

/* Between two looks at the books. */
static void run_once(struct kunit *test)
{
	struct books before;

	test->reports = reports_judged;
	reports_start_over();
	read_books(&before);
	if (run_abortable(test, run_init)) {
		run_abortable(test, run_body);
		if (test->suite->exit)
			run_abortable(test, test->suite->exit);
	}
	compare_books(test, &before);
	check_invariants(test);
	check_reports(test);
	reports_start_over();
	if (test->status == KUNIT_FAILURE)
		say_reproduce(test);
}

static void say_result(const struct kunit *test, const char *indent, int number, const char *name)
{
	const char *word = test->status == KUNIT_FAILURE ? "not ok" : "ok";

	if (test->status == KUNIT_SKIPPED)
		seq_printf(test->out, "%s%s %d %s # SKIP %s\n", indent, word, number, name,
			   test->status_comment);
	else
		seq_printf(test->out, "%s%s %d %s\n", indent, word, number, name);
	seq_flush(test->out);
}

static int count_params(const struct kunit_case *test_case)
{
	char desc[KUNIT_PARAM_DESC_SIZE];
	const void *param = NULL;
	int count = 0;

	while ((param = test_case->generate_params(param, desc)))
		count++;
	return count;
}

/* A third level: the case once for each parameter. It fails if one does. */
static void run_params(struct kunit *test)
{
	const char *const indent = "        ";
	struct kunit_case *test_case = test->test_case;
	struct kunit run = *test;
	char desc[KUNIT_PARAM_DESC_SIZE];
	const void *param = NULL;
	int number = 0;

	seq_printf(test->out, "%sKTAP version 1\n%s# Subtest: %s\n%s1..%d\n", indent, indent,
		   test->name, indent, count_params(test_case));
	for (;;) {
		desc[0] = '\0';
		param = test_case->generate_params(param, desc);
		if (!param)
			break;
		number++;
		if (!desc[0])
			snprintf(desc, sizeof(desc), "param-%d", number - 1);
		run = *test;
		run.status = KUNIT_SUCCESS;
		run.indent = indent;
		run.param_value = param;
		run_once(&run);
		say_result(&run, indent, number, desc);
		if (run.status == KUNIT_FAILURE)
			test->status = KUNIT_FAILURE;
	}
}

static bool names_one_case(const char *glob)
{
	return strchr(glob, '.') && !strpbrk(glob, "*?[\\,");
}

static enum kunit_status run_case(struct kunit_suite *suite, struct kunit_case *test_case,
				  const char *glob, int number, struct seq_file *out)
{
	struct kunit test = {
		.name = test_case->name,
		.glob = glob,
		.suite = suite,
		.test_case = test_case,
		.out = out,
		.indent = "    ",
	};

	if (test_case->must_panic && !names_one_case(glob))
		kunit_mark_skipped(&test, "must panic, runs alone");
	else if (test_case->generate_params)
		run_params(&test);
	else
		run_once(&test);
	say_result(&test, "    ", number, test_case->name);
	return test.status;
}

/* One suite. */

/* A pattern without a dot names suites, with one it names suite.case. */
static bool matches_one(const char *glob, const struct kunit_suite *suite,
			const struct kunit_case *test_case)
{
	char name[160];

	if (!strchr(glob, '.'))
		return glob_match(glob, suite->name);
	snprintf(name, sizeof(name), "%s.%s", suite->name, test_case->name);
	return glob_match(glob, name);
}

/* @globs: patterns with commas between them. */
static bool matches(const char *globs, const struct kunit_suite *suite,
		    const struct kunit_case *test_case)
{
	char glob[160];
	size_t len;

	for (;; globs += len + 1) {
		len = strcspn(globs, ",");
		strscpy(glob, globs, min(len + 1, sizeof(glob)));
		if (matches_one(glob, suite, test_case))
			return true;
		if (!globs[len])
			return false;
	}
}

static int count_cases(const struct kunit_suite *suite, const char *glob)
{
	const struct kunit_case *test_case;
	int count = 0;

	for (test_case = suite->test_cases; test_case->run_case; test_case++)
		count += matches(glob, suite, test_case);
	return count;
}

static void add_result(struct kunit_totals *totals, enum kunit_status status)
{
	totals->pass += status == KUNIT_SUCCESS;
	totals->fail += status == KUNIT_FAILURE;
	totals->skip += status == KUNIT_SKIPPED;
}

static void say_totals(struct seq_file *out, const char *name, const struct kunit_totals *totals)
{
	seq_printf(out, "# %s: pass:%d fail:%d skip:%d total:%d\n", name, totals->pass,
		   totals->fail, totals->skip, totals->pass + totals->fail + totals->skip);
}

/* Which case comes when. Returns how many there are. */
static unsigned int order_cases(const struct kunit_suite *suite, u8 *order)
{
	unsigned int count = 0;

	for (; suite->test_cases[count].run_case; count++) {
		BUG_ON(count == KUNIT_MAX_CASES);
		order[count] = count;
	}
	if (kunit_shuffled)
		shuffle(order, count, sizeof(*order), suite_seed(suite));
	return count;
}

static void run_cases(struct kunit_suite *suite, const char *glob, struct seq_file *out,
		      struct kunit_totals *totals)
{
	u8 order[KUNIT_MAX_CASES];
	unsigned int count = order_cases(suite, order);
	int number = 0;

	for (unsigned int i = 0; i < count; i++) {
		struct kunit_case *test_case = &suite->test_cases[order[i]];

		if (monitor_interrupted())
			return;
		if (matches(glob, suite, test_case))
			add_result(totals, run_case(suite, test_case, glob, ++number, out));
	}
}

/*
 * The suite's own init and exit stand between two looks at the books as well; what they lose or report
 * counts as one more failed case. After a failed case the books are not compared: its leak is reported.
 */
struct kunit_totals kunit_run_suite(struct kunit_suite *suite, const char *glob, int number,
				    struct seq_file *out)
{
	struct kunit around = { .name = suite->name, .suite = suite, .out = out, .indent = "    " };
	struct kunit_totals totals = {};
	struct books before;
	int err;

	glob = glob ?: "*";
	seq_printf(out, "    KTAP version 1\n    # Subtest: %s\n    1..%d\n", suite->name,
		   count_cases(suite, glob));
	seq_flush(out);

	suite->out = out;
	suite->indent = around.indent;
	around.reports = reports_judged;
	read_books(&before);
	err = suite->suite_init ? suite->suite_init(suite) : 0;
	check_reports(&around);
	if (err) {
		kunit_info(&around, "failed to initialize: %d", err);
		around.status = KUNIT_FAILURE;
	} else {
		run_cases(suite, glob, out, &totals);
		if (suite->suite_exit)
			suite->suite_exit(suite);
	}
	suite->out = NULL;
	if (!totals.fail)
		compare_books(&around, &before);
	around.reports = reports_judged;
	check_reports(&around);
	if (around.status == KUNIT_FAILURE)
		totals.fail++;

	say_totals(out, suite->name, &totals);
	around.status = totals.fail ? KUNIT_FAILURE : KUNIT_SUCCESS;
	say_result(&around, "", number, suite->name);
	return totals;
}

/* All suites. */

static int by_name(const void *a, const void *b)
{
	return strcmp((*(struct kunit_suite *const *)a)->name,
		      (*(struct kunit_suite *const *)b)->name);
}

static void order_suites(void)
{
	size_t count = __kunit_suites_end - __kunit_suites_start;

	sort(__kunit_suites_start, count, sizeof(*__kunit_suites_start), by_name, NULL);
	if (kunit_shuffled)
		shuffle(__kunit_suites_start, count, sizeof(*__kunit_suites_start), kunit_seed);
}

static int count_suites(const char *glob)
{
	struct kunit_suite **suite;
	int count = 0;

	for (suite = __kunit_suites_start; suite < __kunit_suites_end; suite++)
		count += count_cases(*suite, glob) != 0;
	return count;
}

const char *kunit_suite_name(unsigned int n)
{
	return n < __kunit_suites_end - __kunit_suites_start ? __kunit_suites_start[n]->name : NULL;
}

int kunit_run(const char *glob, struct seq_file *out)
{
	struct kunit_totals all = {}, one;
	struct kunit_suite **suite;
	int number = 0, count;

	glob = glob ?: "*";
	count = count_suites(glob);
	if (!count) {
		seq_printf(out, "# no test matches %s\n", glob);
		seq_flush(out);
		return -ENOENT;
	}
	order_suites();
	reports_judged = report_count;
	seq_printf(out, "KTAP version 1\n# seed=%llu\n", kunit_seed);
	if (kunit_shuffled)
		seq_printf(out, "# skew=%lu: in the order of this seed\n", skew_instructions);
	seq_printf(out, "1..%d\n", count);
	for (suite = __kunit_suites_start; suite < __kunit_suites_end; suite++) {
		if (monitor_interrupted() || !count_cases(*suite, glob))
			continue;
		one = kunit_run_suite(*suite, glob, ++number, out);
		all.pass += one.pass;
		all.fail += one.fail;
		all.skip += one.skip;
	}
	say_totals(out, "Totals", &all);
	seq_flush(out);
	return monitor_interrupted() ? -EINTR : all.fail;
}
