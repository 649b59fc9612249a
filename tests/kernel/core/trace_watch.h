/* SPDX-License-Identifier: MIT */
/*
 * Watching the kernel in a test of the trace. Each case watches only its own task, or events that nobody else
 * causes, so that what is recorded is known exactly.
 */
#ifndef _TESTS_TRACE_WATCH_H
#define _TESTS_TRACE_WATCH_H

#include <k896/trace_hist.h>
#include <kunit/test.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/tracepoint.h>

static inline void trace_quiet(void)
{
	trace_stop();
	trace_clear();
	trace_hist_clear();
}

/* What is armed elsewhere does not fail here. */
static inline int trace_test_init(struct kunit *test)
{
	hold_faults();
	trace_quiet();
	return 0;
}

static inline void trace_test_exit(struct kunit *test)
{
	release_faults();
	trace_quiet();
}

static inline void watch(struct kunit *test, const char *globs)
{
	KUNIT_ASSERT_EQ(test, trace_start(globs, current), 0);
}

static inline void watch_all_tasks(struct kunit *test, const char *globs)
{
	KUNIT_ASSERT_EQ(test, trace_start(globs, NULL), 0);
}

static inline unsigned int count_of(const struct trace_event_call *call)
{
	unsigned int n = 0;

	for_each_trace_entry(ent)
		n += ent->call == call;
	return n;
}

/* The one record of an event: a case fails where there are more or none. */
static inline const struct trace_entry *only(struct kunit *test,
					     const struct trace_event_call *call)
{
	const struct trace_entry *found = NULL;

	KUNIT_EXPECT_EQ_MSG(test, count_of(call), 1U, "%s", call->name);
	for_each_trace_entry(ent)
		if (ent->call == call)
			found = ent;
	KUNIT_ASSERT_NOT_NULL(test, found);
	return found;
}

#define ONLY(test, name) ((const trace_raw_##name *)only(test, &event_##name))

/* Is @addr in the function at @fn, or in its .cold part? */
static inline bool is_in(unsigned long addr, const char *fn)
{
	char name[64];

	snprintf(name, sizeof(name), "%ps", (void *)addr);
	return !strncmp(name, fn, strlen(fn));
}

#endif
