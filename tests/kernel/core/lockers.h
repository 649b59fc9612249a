/* SPDX-License-Identifier: MIT */
/* Threads that wait for a lock or the like, for tests of what sleeps; and in which order they got it. */
#ifndef _TESTS_LOCKERS_H
#define _TESTS_LOCKERS_H

#include <kunit/test.h>
#include <linux/kthread.h>
#include <linux/sched/task.h>
#include <linux/string.h>

/* A letter a turn; a suite's init empties it. */
static char order[32];

static inline void note(char c)
{
	size_t n = strlen(order);

	if (n < sizeof(order) - 1)
		order[n] = c;
}

/* A thread in @fn, called with @letter, until it waits or is over. */
static inline struct task_struct *start(struct kunit *test, int (*fn)(void *data),
					const char *letter)
{
	struct task_struct *k = kthread_create(fn, (void *)letter, "%s_test", test->suite->name);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, k);
	get_task_struct(k);
	wake_up_process(k);
	schedule_timeout_uninterruptible(2);
	return k;
}

/* Until @k is over. Return: its result. */
static inline int end(struct task_struct *k)
{
	int result = kthread_stop(k);

	put_task_struct(k);
	return result;
}

static inline void run(struct kunit *test, int (*fn)(void *data))
{
	end(start(test, fn, NULL));
}

#endif
