/* SPDX-License-Identifier: MIT */
/*
 * The only pages that reclaim can find, to see to the page what it does.
 *
 * An open purse is a shrinker that one task alone finds full. Each time it is asked it gives @portion pages (while it
 * has some of its 256), and says that it has looked at 3 objects; a round of reclaim asks it once a priority, which is 13
 * times, or less often if that is enough. All other memory is used up to the last page, and what other caches had is
 * gone.
 *
 * Its pages are of the one zone that every machine has, and the watermarks are far apart, so that what it gives does not
 * end the shortage.
 */
#ifndef _TESTS_MM_PURSE_H
#define _TESTS_MM_PURSE_H

#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/sched.h>

#include "pressure.h"

#define PURSE_LOOKED_AT 3  /* objects each time */
#define PURSE_ROUND	13 /* times that a round asks */

struct purse {
	struct task_struct *owner; /* who finds something in it; NULL: kswapd */
	unsigned int portion, asked;
	void (*when_asked)(void); /* or NULL */
};
extern struct purse purse;

/* Uses up the rest into @hoard. Task, may sleep. Fails the test where that cannot be. */
void purse_open(struct kunit *test, struct hoard *hoard, unsigned int portion,
		struct task_struct *owner);

/* For a suite's exit; nothing happens if it is not open. The hoard is left. Task, may sleep. */
void purse_close(void);

#endif
