/* SPDX-License-Identifier: MIT */
/*
 * Running the in-kernel suites, and what is checked around every case.
 *
 * Suites, ledgers and invariants find the runner through three linker sections, whose entries the
 * linker script must keep, aligned to 4 bytes and bounded by symbols (the first is sorted in
 * place, so it must be writable):
 *
 *	.kunit_test_suites	__kunit_suites_start	__kunit_suites_end
 *	.kunit_ledgers		__kunit_ledgers_start	__kunit_ledgers_end
 *	.kunit_invariants	__kunit_invariants_start	__kunit_invariants_end
 *
 * So any folder may register something without knowing that there is a runner.
 *
 * Tests: tests/kunit/kunit_test.c, kunit_order_test.c, kunit_reports_test.c
 */
#ifndef _KUNIT_RUNNER_H
#define _KUNIT_RUNNER_H

#include <linux/compiler.h>
#include <linux/types.h>

struct kunit_suite;
struct seq_file;

/**
 * kunit_run - run suites
 * @glob: "slab" a suite, "slab.the_name_is_copied" a case, with * ? [a-z]; several
 *	with commas between them; NULL or "*" is everything
 * @out: gets KTAP version 1; needs a flush function, since the text has no limit
 *
 * Suites run in the order of their names, cases in that of their suite, unless kunit_shuffled. A
 * KUNIT_CASE_PANIC case is skipped unless @glob is exactly its "suite.case".
 *
 * Context: a task, interrupts on; may sleep if a test does. One run at a time.
 * Return: how many cases failed, -ENOENT (and a line that says so) when nothing matched, -EINTR where Ctrl-C
 * came.
 */
int kunit_run(const char *glob, struct seq_file *out);

/* The name of the @n-th suite, from 0, in no order; NULL if there are fewer. */
const char *kunit_suite_name(unsigned int n);

/*
 * Is the time stamp counter one of instructions, as under QEMU's -icount? Then, and only then, may a test have bounds for what
 * something costs: at the prompt it is the host's clock.
 */
bool cycles_are_instructions(void);

/* The seed of all random numbers in tests. Set it before kunit_run(), which prints it. */
extern u64 kunit_seed;

/* Suites, and the cases of each, run in an order that kunit_seed gives. skew= on the command line sets it. */
extern bool kunit_shuffled;

/**
 * struct kunit_ledger - a number that a case must leave as it found it
 * @name: what the report calls it
 * @settle: brings work that was put off to its end, so that @read is steady; may be NULL
 * @read: the number
 */
struct kunit_ledger {
	const char *name;
	void (*settle)(void);
	long (*read)(void);
};

/* Something that must hold after every case. @check returns 0 when it does. */
struct kunit_invariant {
	const char *name;
	int (*check)(void);
};

#define KUNIT_LEDGER(label, settle_fn, read_fn)                                                    \
	static const struct kunit_ledger __UNIQUE_ID(kunit_ledger)                                 \
		__used __aligned(sizeof(void *)) __section(".kunit_ledgers") = {                   \
			.name = label,                                                             \
			.settle = settle_fn,                                                       \
			.read = read_fn,                                                           \
		}

#define KUNIT_INVARIANT(label, check_fn)                                                           \
	static const struct kunit_invariant __UNIQUE_ID(kunit_invariant)                           \
		__used __aligned(sizeof(void *)) __section(".kunit_invariants") = {                \
			.name = label,                                                             \
			.check = check_fn,                                                         \
		}

/* No more ledgers than this: their values are kept on the runner's stack. */
#define KUNIT_MAX_LEDGERS 16

/* Nor does a suite have more cases: their order stands there, too. */
#define KUNIT_MAX_CASES 128

struct kunit_totals {
	int pass, fail, skip;
};

/**
 * kunit_run_suite - run one suite, registered or not
 * @suite: which
 * @glob: as for kunit_run()
 * @number: its place in the plan, from 1
 * @out: gets the subtest and its result line
 *
 * For kunit_run(), and for the tests of the framework itself.
 */
struct kunit_totals kunit_run_suite(struct kunit_suite *suite, const char *glob, int number,
				    struct seq_file *out);

#endif
