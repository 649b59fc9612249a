/* SPDX-License-Identifier: MIT */
/*
 * The trace: what happened, in order, in a ring that keeps the newest.
 *
 * Trace points are in the code (linux/tracepoint.h) and are off. While one is on, a record is written each
 * time the code comes by: when, which task, in what context, and the fields of the event. This header is
 * for the code that reads the records: the monitor's "trace", lessons, tests.
 *
 *	err = trace_start("kmem:* exceptions:*", current);
 *	... whatever is to be watched ...
 *	trace_stop();
 *	trace_hold();
 *	for_each_trace_entry(ent) {
 *		const trace_raw_kmalloc *k = trace_entry_as(ent, kmalloc);
 *		if (k)
 *			... k->bytes_req ...
 *	}
 *	trace_release();
 *
 * Events are named by patterns (linux/glob.h), any number with spaces or commas between them:
 * "SYSTEM:EVENT", "SYSTEM" or "EVENT".
 */
#ifndef _K896_TRACE_H
#define _K896_TRACE_H

#include <linux/sched.h>
#include <linux/types.h>

struct seq_file;
struct trace_event_call;

/* The context that the event came up in: a record's flags. */
#define TRACE_FLAG_IRQS_OFF	0x01
#define TRACE_FLAG_BH_OFF	0x02
#define TRACE_FLAG_NEED_RESCHED 0x04
#define TRACE_FLAG_HARDIRQ	0x08
#define TRACE_FLAG_SOFTIRQ	0x10 /* one is served */

/**
 * struct trace_entry - the head of each record
 * @size: of the whole record, in bytes
 * @flags: TRACE_FLAG_*
 * @preempt_depth: how often preemption was disabled
 * @call: which event; NULL is filler at the end of the ring
 * @time: sched_clock(), nanoseconds
 * @pid: of the task that ran or was interrupted
 * @comm: its name
 */
struct trace_entry {
	u16 size;
	u8 flags;
	u8 preempt_depth;
	const struct trace_event_call *call;
	u64 time;
	pid_t pid;
	char comm[TASK_COMM_LEN];
};

/* ---- what is recorded: task context, may sleep ---- */

#define TRACE_ALL_TASKS (-1)

/**
 * trace_enable() - switch events on
 * @globs: which, in addition to those that are on
 * @bad: where a pattern fits no event, becomes its beginning; may be NULL
 *
 * Return: 0; -ENOENT: some pattern fits nothing; then nothing has changed.
 */
int trace_enable(const char *globs, const char **bad);
/* The same for switching off. */
int trace_disable(const char *globs, const char **bad);
void trace_disable_all(void);

/* The name of the @n-th event, in the order of the list; NULL: there are fewer. Any context. */
const char *trace_event_name(unsigned int n);

/* From now on only what happens while this task is the current one; TRACE_ALL_TASKS ends that. */
void trace_set_pid(pid_t pid);
pid_t trace_pid(void);

/**
 * trace_start() - watch one task, or all
 * @globs: the events
 * @task: whose; NULL: everybody's
 *
 * What was on goes off, what was recorded goes. Return: as trace_enable().
 */
int trace_start(const char *globs, const struct task_struct *task);
/* All events off, all tasks again. The records stay. */
void trace_stop(void);

/* ---- what has been recorded: any context ---- */

/* Forgets all records and counts. */
void trace_clear(void);

struct trace_counts {
	unsigned long entries; /* in the ring */
	unsigned long written; /* since the last clear */
	unsigned long lost;    /* overwritten by newer ones: written - entries */
	unsigned long refused; /* came up while a record was being written, or the ring held still */
};
struct trace_counts trace_counts(void);

/* Between the two nothing is written, so that records can be looked at in peace. They nest. */
void trace_hold(void);
void trace_release(void);

/* The oldest record, and the one after @ent; NULL at the end. On hold only. */
const struct trace_entry *trace_first(void);
const struct trace_entry *trace_next(const struct trace_entry *ent);

#define for_each_trace_entry(ent)                                                                  \
	for (const struct trace_entry *ent = trace_first(); ent; ent = trace_next(ent))

/* ---- as text ---- */

/* One record, as a line of ftrace's. */
void trace_print_entry(struct seq_file *m, const struct trace_entry *ent);
/* Every event, whether it is on; and its fields in the form of its line. */
int trace_list(struct seq_file *m);
/* What is on, for whom, how much there is. */
int trace_status(struct seq_file *m);

#endif
