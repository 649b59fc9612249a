/* SPDX-License-Identifier: MIT */
/*
 * The cache that the suites on damage use, its name is "victim", and one object of it. A case that leaves the
 * object damaged, or the cache with other objects, fails at its end.
 */
#ifndef _TESTS_MM_VICTIM_H
#define _TESTS_MM_VICTIM_H

#include <kunit/test.h>
#include <linux/slab.h>

#include "mm/slab/slab.h"
#include "tests/support/reports.h"

#define SIZE  64
#define DEBUG (SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER)

extern struct kmem_cache *victim;
extern u8 *its_object; /* each case frees it */

/* A suite's init and exit: a cache with all of DEBUG; in the end nothing may be damaged or lost. */
int make_victim(struct kunit *test);
void end_victim(struct kunit *test);

/* Another cache than init's, with an object of it. */
void use_flags(struct kunit *test, slab_flags_t flags);

/* Does slub_debug=Z or more hold for all caches, whatever their own flags? */
bool all_are_debugged(void);

/* One report, with this headline. */
#define EXPECT_BUG(test, mark, headline)                                                           \
	EXPECT_REPORTS(test, mark, 1, "BUG victim (Not tainted): " headline)

/*
 * Frees the object: makes sure that the first free finds the damage and that the second, after the repair,
 * works. Return: the mark before the first free, which counts only the reports of that free.
 */
struct reports free_twice(struct kunit *test);

#endif
