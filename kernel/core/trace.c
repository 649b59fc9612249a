/* SPDX-License-Identifier: MIT */
/*
 * Which events are recorded: patterns, and the switches of the trace points.
 *
 * The events of all files lie side by side in one section (linker.ld), sorted by system. What is being
 * switched is checked as a whole before anything changes: a pattern that fits no event is an error, and
 * says which.
 *
 * Locks: trace_mutex, the switches. Records: kernel/core/trace_ring.c.
 *
 * Tests: tests/kernel/core/trace_test.c
 */
#include <linux/errno.h>
#include <linux/glob.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "trace_internal.h"

static DEFINE_MUTEX(trace_mutex);

/* ---- patterns ---- */

#define PATTERN_SIZE 64
#define SEPARATORS   " ,"

/* Takes the next pattern off @globs into @pattern; one that is too long is cut, and fits nothing. */
static const char *next_pattern(const char *globs, char *pattern, const char **start)
{
	size_t len;

	globs += strspn(globs, SEPARATORS);
	len = strcspn(globs, SEPARATORS);
	if (!len)
		return NULL;
	if (start)
		*start = globs;
	strscpy(pattern, globs, min_t(size_t, len + 1, PATTERN_SIZE));
	return globs + len;
}

/* "SYSTEM:EVENT", or a word that is either. */
static bool fits(const struct trace_event_call *call, const char *pattern)
{
	char full[PATTERN_SIZE];

	scnprintf(full, sizeof(full), "%s:%s", call->system, call->name);
	if (strchr(pattern, ':'))
		return glob_match(pattern, full);
	return glob_match(pattern, call->system) || glob_match(pattern, call->name);
}

static bool fits_some(const char *pattern)
{
	for_each_trace_event(call)
		if (fits(call, pattern))
			return true;
	return false;
}

/* Does each pattern fit an event, and is there one at all? */
static int check_patterns(const char *globs, const char **bad)
{
	char pattern[PATTERN_SIZE];
	const char *start = globs;
	bool any = false;

	for (const char *p = globs; (p = next_pattern(p, pattern, &start)); any = true)
		if (!fits_some(pattern))
			goto none;
	if (any)
		return 0;
none:
	if (bad)
		*bad = start;
	return -ENOENT;
}

static bool is_named(const struct trace_event_call *call, const char *globs)
{
	char pattern[PATTERN_SIZE];

	while ((globs = next_pattern(globs, pattern, NULL)))
		if (fits(call, pattern))
			return true;
	return false;
}

/* ---- switches ---- */

static void switch_locked(struct trace_event_call *call, bool on)
{
	if (call->enabled == on)
		return;
	WRITE_ONCE(call->enabled, on);
	if (call->switched)
		call->switched(call);
}

static int switch_events(const char *globs, bool on, const char **bad)
{
	int err = check_patterns(globs, bad);

	if (err)
		return err;
	mutex_lock(&trace_mutex);
	for_each_trace_event(call)
		if (is_named(call, globs))
			switch_locked(call, on);
	mutex_unlock(&trace_mutex);
	return 0;
}

int trace_enable(const char *globs, const char **bad)
{
	return switch_events(globs, true, bad);
}

int trace_disable(const char *globs, const char **bad)
{
	return switch_events(globs, false, bad);
}

void trace_disable_all(void)
{
	mutex_lock(&trace_mutex);
	for_each_trace_event(call)
		switch_locked(call, false);
	mutex_unlock(&trace_mutex);
}

const char *trace_event_name(unsigned int n)
{
	return n < __trace_events_end - __trace_events_start ? __trace_events_start[n].name : NULL;
}

int trace_start(const char *globs, const struct task_struct *task)
{
	int err = check_patterns(globs, NULL);

	if (err)
		return err;
	trace_stop();
	trace_clear();
	trace_set_pid(task ? task->pid : TRACE_ALL_TASKS);
	return trace_enable(globs, NULL);
}

void trace_stop(void)
{
	trace_disable_all();
	trace_set_pid(TRACE_ALL_TASKS);
}

static int __init trace_event_setup(char *value)
{
	const char *bad;
	int err = trace_enable(value, &bad);

	if (err)
		pr_warn("trace_event: no event fits \"%s\"\n", bad);
	return !err;
}
__setup("trace_event=", trace_event_setup);
