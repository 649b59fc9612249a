/* SPDX-License-Identifier: MIT */
/*
 * The trace as text, in the form of Linux's ftrace: a header that explains the columns, then a line for
 * each record. Programs that read ftrace's read this.
 *
 * Tests: tests/kernel/core/trace_test.c, tests/boot/test_trace.py
 */
#include <k896/show.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/seq_file.h>

#include "trace_internal.h"

/* ---- the columns of a line ---- */

static char irqs_off_char(u8 flags)
{
	if (flags & TRACE_FLAG_IRQS_OFF)
		return flags & TRACE_FLAG_BH_OFF ? 'D' : 'd';
	return flags & TRACE_FLAG_BH_OFF ? 'b' : '.';
}

static char context_char(u8 flags)
{
	if (flags & TRACE_FLAG_HARDIRQ)
		return flags & TRACE_FLAG_SOFTIRQ ? 'H' : 'h';
	return flags & TRACE_FLAG_SOFTIRQ ? 's' : '.';
}

/* One hexadecimal digit, or a dot for none. */
static char depth_char(unsigned int depth)
{
	return depth ? "0123456789abcdef"[min(depth, 15U)] : '.';
}

/* The fifth column, migrate-disable, is always a dot: there is nowhere to migrate to. */
static void print_context(struct seq_file *m, const struct trace_entry *ent)
{
	seq_printf(m, "%c%c%c%c.", irqs_off_char(ent->flags),
		   ent->flags & TRACE_FLAG_NEED_RESCHED ? 'N' : '.', context_char(ent->flags),
		   depth_char(ent->preempt_depth));
}

static void print_time(struct seq_file *m, u64 ns)
{
	u32 usecs;
	u64 secs = div_u64_rem(div_u64(ns, 1000), 1000000, &usecs);

	seq_printf(m, " %5lu.%06u: ", (unsigned long)secs, usecs);
}

void trace_print_entry(struct seq_file *m, const struct trace_entry *ent)
{
	seq_printf(m, "%16s-%-7d [000] ", ent->pid ? ent->comm : "<idle>", ent->pid);
	print_context(m, ent);
	print_time(m, ent->time);
	if (!ent->call->plain)
		seq_printf(m, "%s: ", ent->call->name);
	ent->call->print(m, ent);
	seq_putc(m, '\n');
}

/* ---- the whole ---- */

static void print_header(struct seq_file *m)
{
	struct trace_counts counts = trace_counts();

	seq_puts(m, "# tracer: nop\n#\n");
	seq_printf(m, "# entries-in-buffer/entries-written: %lu/%lu   #P:1\n#\n", counts.entries,
		   counts.written);
	seq_puts(m, "#                                _-----=> irqs-off/BH-disabled\n"
		    "#                               / _----=> need-resched\n"
		    "#                              | / _---=> hardirq/softirq\n"
		    "#                              || / _--=> preempt-depth\n"
		    "#                              ||| / _-=> migrate-disable\n"
		    "#                              |||| /     delay\n"
		    "#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION\n"
		    "#              | |         |   |||||     |         |\n");
}

int trace_show(struct seq_file *m, unsigned long max)
{
	unsigned long entries, skip;

	trace_hold();
	entries = trace_counts().entries;
	skip = entries > max ? entries - max : 0;
	print_header(m);
	for_each_trace_entry(ent) {
		if (skip)
			skip--;
		else
			trace_print_entry(m, ent);
	}
	trace_release();
	return 0;
}

int trace_list(struct seq_file *m)
{
	for_each_trace_event(call)
		seq_printf(m, "%c %s:%s: %s\n", call->enabled ? '*' : ' ', call->system, call->name,
			   call->fmt);
	return 0;
}

int trace_status(struct seq_file *m)
{
	struct trace_counts counts = trace_counts();
	const char *separator = "on:";

	for_each_trace_event(call) {
		if (!call->enabled)
			continue;
		seq_printf(m, "%s %s:%s", separator, call->system, call->name);
		separator = "";
	}
	seq_puts(m, *separator ? "off" : "");
	if (trace_pid() != TRACE_ALL_TASKS)
		seq_printf(m, "; only pid %d", trace_pid());
	seq_printf(m, "\n%lu records, %lu lost, %lu refused\n", counts.entries, counts.lost,
		   counts.refused);
	return 0;
}
