/* SPDX-License-Identifier: MIT */
/*
 * For suites that plant mistakes which others than KASAN are to find, or look at where freed objects go: in a SAN=addr build, while
 * such a suite runs, KASAN looks away, and no object waits in quarantine.
 *
 *	static struct kunit_suite suite = { .name = ..., KASAN_LOOKS_AWAY, .test_cases = cases };
 */
#ifndef _TESTS_KASAN_H
#define _TESTS_KASAN_H

#include <kunit/test.h>

#ifdef CONFIG_KASAN
#include "mm/slab/slab.h"

static unsigned long quarantine_kept;

static inline int kasan_looks_away(struct kunit_suite *suite)
{
	quarantine_kept = quarantine_limit;
	quarantine_limit = 0;
	quarantine_flush(NULL);
	kasan_disable_current();
	return 0;
}

static inline void kasan_looks_again(struct kunit_suite *suite)
{
	kasan_enable_current();
	quarantine_limit = quarantine_kept;
}
#define KASAN_LOOKS_AWAY .suite_init = kasan_looks_away, .suite_exit = kasan_looks_again
#else
#define KASAN_LOOKS_AWAY .suite_init = NULL
#endif

#endif
