/* SPDX-License-Identifier: MIT */
/*
 * What the suites of the workqueue's files share: eight work items that note in which order they run, and two
 * queues for them. Item i notes its letter, "abcdefgh"[i], when it starts; one that sleeps notes the same
 * letter in upper case when it goes on.
 */
#ifndef _TESTS_WORK_ITEMS_H
#define _TESTS_WORK_ITEMS_H

#include <kunit/test.h>
#include <linux/workqueue.h>

struct item {
	struct work_struct work;
	char letter;
	unsigned int sleep; /* ticks */
	unsigned int runs;
};

extern struct item items[8];
extern struct workqueue_struct *wq, *ordered;
extern char noted[32]; /* a string; letters that do not fit are left out */

void note(char c);

/* A suite's init and exit: both queues anew, the items initialized, nothing noted. */
int init_items(struct kunit *test);
void exit_items(struct kunit *test);

#endif
