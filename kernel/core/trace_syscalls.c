/* SPDX-License-Identifier: MIT */
/*
 * System calls as events: sys_enter_NAME with the arguments, sys_exit_NAME with the result, for each
 * SYSCALL_DEFINEn() there is.
 *
 * Off, they cost nothing: what is switched is the table of system calls. While one of a call's two events
 * is on, its place in the table holds traced_call(), which records and calls the real one.
 *
 * The table is filled while the kernel boots, and trace_event= may have been there before: so the places
 * of what is on by then are taken once more at the end of boot.
 *
 * Tests: tests/kernel/core/trace_syscalls_test.c
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/syscalls.h>

#include "trace_internal.h"

/* The calls whose places are taken. */
static const struct syscall_metadata *traced[NR_SYSCALLS];

static void record_enter(const struct syscall_metadata *meta, const struct pt_regs *regs)
{
	struct syscall_trace_enter *r;
	unsigned long flags;

	r = meta->enter->enabled ? trace_begin(meta->enter, sizeof(*r), &flags) : NULL;
	if (!r)
		return;
	r->args[0] = regs->bx;
	r->args[1] = regs->cx;
	r->args[2] = regs->dx;
	r->args[3] = regs->si;
	r->args[4] = regs->di;
	r->args[5] = regs->bp;
	trace_end(meta->enter, &r->ent, flags);
}

static void record_exit(const struct syscall_metadata *meta, long ret)
{
	struct syscall_trace_exit *r;
	unsigned long flags;

	r = meta->exit->enabled ? trace_begin(meta->exit, sizeof(*r), &flags) : NULL;
	if (!r)
		return;
	r->ret = ret;
	trace_end(meta->exit, &r->ent, flags);
}

/* Instead of any call that is traced. The trace may end while the call sleeps. */
static long traced_call(const struct pt_regs *regs)
{
	const struct syscall_metadata *meta;
	long ret;

	if (regs->orig_ax >= NR_SYSCALLS || !traced[regs->orig_ax])
		return -ENOSYS;
	meta = traced[regs->orig_ax];
	record_enter(meta, regs);
	ret = meta->function(regs);
	record_exit(meta, ret);
	return ret;
}

void syscall_event_switched(struct trace_event_call *call)
{
	const struct syscall_metadata *meta = call->data;
	bool on = meta->enter->enabled || meta->exit->enabled;

	for (unsigned int nr = 0; nr < NR_SYSCALLS; nr++) {
		if (on && sys_call_table[nr] == meta->function) {
			traced[nr] = meta;
			WRITE_ONCE(sys_call_table[nr], traced_call);
		} else if (!on && traced[nr] == meta && sys_call_table[nr] == traced_call) {
			/* traced[] stays: somebody may be on the way to traced_call(). */
			WRITE_ONCE(sys_call_table[nr], meta->function);
		}
	}
}

static int __init take_places(void)
{
	for_each_trace_event(call)
		if (call->enabled && call->switched == syscall_event_switched)
			syscall_event_switched(call);
	return 0;
}
late_initcall(take_places);

/* ---- as text ---- */

void print_syscall_enter(struct seq_file *m, const struct trace_entry *ent)
{
	const unsigned long *args = ((const struct syscall_trace_enter *)ent)->args;

	seq_printf(m, ent->call->fmt, args[0], args[1], args[2], args[3], args[4], args[5]);
}

void print_syscall_exit(struct seq_file *m, const struct trace_entry *ent)
{
	seq_printf(m, ent->call->fmt, ((const struct syscall_trace_exit *)ent)->ret);
}
