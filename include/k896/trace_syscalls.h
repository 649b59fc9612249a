/* SPDX-License-Identifier: MIT */
/*
 * The two events of each system call. SYSCALL_DEFINEn() makes them (linux/syscalls.h); a reader of records
 * says DECLARE_SYSCALL_EVENTS(brk) and may then ask
 *
 *	const trace_raw_sys_enter_brk *enter = trace_entry_as(ent, sys_enter_brk);
 */
#ifndef _K896_TRACE_SYSCALLS_H
#define _K896_TRACE_SYSCALLS_H

#include <linux/tracepoint.h>

struct pt_regs;

/* The registers as they came, used as arguments or not. */
struct syscall_trace_enter {
	struct trace_entry ent;
	unsigned long args[6];
};

struct syscall_trace_exit {
	struct trace_entry ent;
	long ret;
};

struct syscall_metadata {
	long (*function)(const struct pt_regs *regs);
	struct trace_event_call *enter, *exit;
};

/* kernel/core/trace_syscalls.c */
void syscall_event_switched(struct trace_event_call *call);
void print_syscall_enter(struct seq_file *m, const struct trace_entry *ent);
void print_syscall_exit(struct seq_file *m, const struct trace_entry *ent);

#define DECLARE_SYSCALL_EVENTS(name)                                                               \
	extern struct trace_event_call event_sys_enter_##name, event_sys_exit_##name;              \
	typedef struct syscall_trace_enter trace_raw_sys_enter_##name;                             \
	typedef struct syscall_trace_exit trace_raw_sys_exit_##name

/* The arguments of a SYSCALL_DEFINEn(): types and names in turns. */
#define __SC_FMT0(...)	      ""
#define __SC_FMT1(t, a)	      #a ": %lx"
#define __SC_FMT2(t, a, m...) __SC_FMT1(t, a) ", " __SC_FMT1(m)
#define __SC_FMT3(t, a, m...) __SC_FMT1(t, a) ", " __SC_FMT2(m)
#define __SC_FMT4(t, a, m...) __SC_FMT1(t, a) ", " __SC_FMT3(m)
#define __SC_FMT5(t, a, m...) __SC_FMT1(t, a) ", " __SC_FMT4(m)
#define __SC_FMT6(t, a, m...) __SC_FMT1(t, a) ", " __SC_FMT5(m)

#define __SYSCALL_EVENT(ident, meta, form, printer)                                                \
	struct trace_event_call event_##ident __aligned(sizeof(void *))                            \
		__section(".trace_events.syscalls." #ident) = {                                    \
			.system = "syscalls",                                                      \
			.name = #ident,                                                            \
			.fmt = form,                                                               \
			.plain = true,                                                             \
			.print = printer,                                                          \
			.switched = syscall_event_switched,                                        \
			.data = meta,                                                              \
		}

#define SYSCALL_EVENTS(sname, args_fmt)                                                            \
	static const struct syscall_metadata __syscall_meta_##sname;                               \
	DECLARE_SYSCALL_EVENTS(sname);                                                             \
	__SYSCALL_EVENT(sys_enter_##sname, &__syscall_meta_##sname,                                \
			"sys_" #sname "(" args_fmt ")", print_syscall_enter);                      \
	__SYSCALL_EVENT(sys_exit_##sname, &__syscall_meta_##sname, "sys_" #sname " -> 0x%lx",      \
			print_syscall_exit);                                                       \
	static const struct syscall_metadata __syscall_meta_##sname = { sys_##sname,               \
									&event_sys_enter_##sname,  \
									&event_sys_exit_##sname }

#endif
