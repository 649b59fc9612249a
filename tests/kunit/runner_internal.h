/* SPDX-License-Identifier: MIT */
/* What the runner's files share with nobody else. */
#ifndef _TESTS_KUNIT_RUNNER_INTERNAL_H
#define _TESTS_KUNIT_RUNNER_INTERNAL_H

#include <kunit/runner.h>
#include <kunit/test.h>

/* ---- jump.c ---- */

/* Runs @fn, which may end by kunit_abort(). Return: false then. */
bool run_abortable(struct kunit *test, void (*fn)(struct kunit *test));

/* ---- books.c ---- */

/* The numbers of all ledgers. */
struct books {
	long values[KUNIT_MAX_LEDGERS];
};

/* What they show now. */
void read_books(struct books *books);
/*
 * The test fails where they show something else than @before; where an invariant does not hold; for
 * unexpected reports.
 */
void compare_books(struct kunit *test, const struct books *before);
void check_invariants(struct kunit *test);
void check_reports(struct kunit *test);

/*
 * Up to this report_count each report has been somebody's: of a case that was judged, or of the time before
 * the run. So one that comes between two cases belongs to the second.
 */
extern unsigned int reports_judged;

#endif
