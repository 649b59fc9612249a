/* SPDX-License-Identifier: MIT */
/* The one depot: lib/stackdepot.c's, and a test's that puts another one in its place for a while. */
#ifndef _LIB_STACKDEPOT_H
#define _LIB_STACKDEPOT_H

#include <linux/stackdepot.h>

struct stack_depot {
	u32 *memory; /* NULL until boot has handed it over; the table is its first nr_chains words */
	u32 nr_chains, nr_words; /* nr_chains is a power of two */
	u32 used_words;		 /* changed by cmpxchg */
	atomic_t nr_stacks, nr_dropped;
};
extern struct stack_depot stack_depot;

#endif
