// SPDX-License-Identifier: MIT
/*
 * What is looked at around every case: the books, which must show what they showed before it; the invariants,
 * which must hold after it; and reports of the kernel, of which it may have caused those that it expected.
 */
#include <kunit/runner.h>
#include <kunit/test.h>
#include <linux/bug.h>
#include <linux/kernel.h>

#include "runner_internal.h"

extern const struct kunit_ledger __kunit_ledgers_start[], __kunit_ledgers_end[];
extern const struct kunit_invariant __kunit_invariants_start[], __kunit_invariants_end[];

static size_t ledger_count(void)
{
	size_t count = __kunit_ledgers_end - __kunit_ledgers_start;

	BUG_ON(count > KUNIT_MAX_LEDGERS);
	return count;
}

/* All settle before the first is read: one ledger's work may end in another's. */
void read_books(struct books *books)
{
	const struct kunit_ledger *ledgers = __kunit_ledgers_start;
	size_t i, count = ledger_count();

	for (i = 0; i < count; i++) {
		if (ledgers[i].settle)
			ledgers[i].settle();
	}
	for (i = 0; i < count; i++)
		books->values[i] = ledgers[i].read();
}

void compare_books(struct kunit *test, const struct books *before)
{
	const struct kunit_ledger *ledgers = __kunit_ledgers_start;
	struct books after;
	size_t i, count = ledger_count();

	read_books(&after);
	for (i = 0; i < count; i++) {
		if (after.values[i] == before->values[i])
			continue;
		kunit_info(test, "LEAK %s: %ld before, %ld after", ledgers[i].name,
			   before->values[i], after.values[i]);
		test->status = KUNIT_FAILURE;
	}
}

void check_invariants(struct kunit *test)
{
	const struct kunit_invariant *invariant;

	for (invariant = __kunit_invariants_start; invariant < __kunit_invariants_end;
	     invariant++) {
		int err = invariant->check();

		if (!err)
			continue;
		kunit_info(test, "INVARIANT %s is broken: %d", invariant->name, err);
		test->status = KUNIT_FAILURE;
	}
}

unsigned int reports_judged;

void check_reports(struct kunit *test)
{
	unsigned int surplus = report_count - test->reports;

	reports_judged = report_count;
	if (!surplus)
		return;
	kunit_info(test, "UNEXPECTED REPORTS: %u, see above", surplus);
	test->status = KUNIT_FAILURE;
}
