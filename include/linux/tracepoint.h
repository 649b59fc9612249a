/* SPDX-License-Identifier: MIT */
/*
 * Trace points: how a file declares its events and reports them.
 *
 * An event is described once, in include/trace/events/SYSTEM.h, with Linux's TRACE_EVENT():
 *
 *	TRACE_EVENT(kfree,					the name
 *		TP_PROTO(unsigned long call_site, const void *ptr),
 *		TP_ARGS(call_site, ptr),			what trace_kfree() takes
 *		TP_STRUCT__entry(				what a record keeps
 *			__field(unsigned long, call_site)
 *			__field(const void *, ptr)),
 *		TP_fast_assign(					from the one to the other
 *			__entry->call_site = call_site;
 *			__entry->ptr = ptr;),
 *		TP_printk("call_site=%pS ptr=%p",		as text
 *			  (void *)__entry->call_site, __entry->ptr))
 *
 * Whoever includes that header may call trace_kfree(): two instructions while the event is off. One
 * source file defines CREATE_TRACE_POINTS in front of the #include and so makes the functions: the header
 * is then read twice (trace/define_trace.h).
 *
 * An event whose calls are behind a test of something else must know when it is switched on:
 * TRACE_EVENT_FN() and DEFINE_EVENT_FN() take a function for that. The allocators' events are of this kind:
 * they cost nothing while they are off (k896/mm_hooks.h).
 *
 * Less than Linux: no strings of variable length (__array() with strscpy() does), no filters by field.
 *
 * Writing a record: interrupts are off from trace_begin() to trace_end(), so records are whole and in the
 * order of their times, whatever interrupts what. An event that comes up in between, by a fault in the
 * assignments, is refused: the trace does not trace itself.
 *
 * Tests: tests/kernel/core/trace_test.c
 */
#ifndef _LINUX_TRACEPOINT_H
#define _LINUX_TRACEPOINT_H

#include <k896/trace.h>
#include <linux/compiler.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/stringify.h>

/**
 * struct trace_event_call - one event
 * @system: the group that it belongs to
 * @name: its name in it
 * @fmt: the form of its line
 * @enabled: it is recorded
 * @plain: the line does not begin with the event's name
 * @print: a record's fields as text
 * @switched: called after @enabled has changed; NULL: nobody needs to know. May sleep.
 * @account: called with each record as it is written, interrupts off; NULL
 * @data: for these functions
 */
struct trace_event_call {
	const char *system, *name, *fmt;
	bool enabled, plain;
	void (*print)(struct seq_file *m, const struct trace_entry *ent);
	void (*switched)(struct trace_event_call *call);
	void (*account)(const struct trace_entry *ent);
	const void *data;
};

/*
 * Room for a record of @size bytes, its head filled in; interrupts are off until trace_end(). NULL: not to be
 * recorded, and then there is nothing to end. Any context.
 */
void *trace_begin(struct trace_event_call *call, size_t size, unsigned long *flags);
void trace_end(struct trace_event_call *call, struct trace_entry *ent, unsigned long flags);

/* A record as that of one event, if it is one. */
#define trace_entry_as(entry, name)                                                                \
	((entry)->call == &event_##name ? (const trace_raw_##name *)(entry) : NULL)

#define PARAMS(args...)		  args
#define TP_PROTO(args...)	  args
#define TP_ARGS(args...)	  args
#define TP_STRUCT__entry(args...) args
#define TP_fast_assign(args...)	  args
#define TP_printk(fmt, args...)	  fmt, args

#define __field(type, item)	 type item;
#define __array(type, item, len) type item[len];

/* ---- as it is read everywhere: types and calls ---- */

#define __DECLARE_RECORD(name, tstruct)                                                            \
	struct trace_event_raw_##name {                                                            \
		struct trace_entry ent;                                                            \
		tstruct                                                                            \
	}

#define __DECLARE_EVENT(class, name, proto, args)                                                  \
	typedef struct trace_event_raw_##class trace_raw_##name;                                   \
	extern struct trace_event_call event_##name;                                               \
	void __trace_##name(proto) __cold;                                                         \
	static __always_inline bool trace_##name##_enabled(void)                                   \
	{                                                                                          \
		bool __on;                                                                         \
		asm volatile("cmpb $0, %1" : "=@ccne"(__on) : "m"(event_##name.enabled));          \
		return unlikely(__on);                                                             \
	}                                                                                          \
	static __always_inline void trace_##name(proto)                                            \
	{                                                                                          \
		if (trace_##name##_enabled())                                                      \
			__trace_##name(args);                                                      \
	}                                                                                          \
	struct trace_event_call

#define __DECLARE_EVENT_CLASS(class, proto, args, tstruct, assign, print)                          \
	__DECLARE_RECORD(class, PARAMS(tstruct))
#define __DECLARE_CLASS_EVENT(class, name, proto, args, fns...)                                    \
	__DECLARE_EVENT(class, name, PARAMS(proto), PARAMS(args))
#define __DECLARE_TRACE_EVENT(name, proto, args, tstruct, assign, print)                           \
	__DECLARE_RECORD(name, PARAMS(tstruct));                                                   \
	__DECLARE_EVENT(name, name, PARAMS(proto), PARAMS(args))
#define __DECLARE_TRACE_EVENT_FN(name, proto, args, tstruct, assign, print, fns...)                \
	__DECLARE_TRACE_EVENT(name, PARAMS(proto), PARAMS(args), PARAMS(tstruct), PARAMS(assign),  \
			      PARAMS(print))

/* ---- as it is read in the one file that makes them ---- */

/* The form as it stands, without what fills it. */
#define __FIRST(fmt, args...) fmt

#define __DEFINE_EVENT_CLASS(class, proto, args, tstruct, assign, print_args)                      \
	static void print_##class(struct seq_file * m, const struct trace_entry *ent)              \
	{                                                                                          \
		const struct trace_event_raw_##class *__entry = (const void *)ent;                 \
		seq_printf(m, print_args);                                                         \
	}                                                                                          \
	static const char fmt_##class[] = __FIRST(print_args);                                     \
	static noinline void record_##class(struct trace_event_call * call, proto)                 \
	{                                                                                          \
		struct trace_event_raw_##class *__entry;                                           \
		unsigned long __flags;                                                             \
		__entry = trace_begin(call, sizeof(*__entry), &__flags);                           \
		if (!__entry)                                                                      \
			return;                                                                    \
		assign trace_end(call, &__entry->ent, __flags);                                    \
	}                                                                                          \
	struct trace_event_call

#define __DEFINE_EVENT(class, ident, proto, args, fns...)                                          \
	void __trace_##ident(proto)                                                                \
	{                                                                                          \
		record_##class(&event_##ident, args);                                              \
	}                                                                                          \
	struct trace_event_call event_##ident __aligned(sizeof(void *))                            \
		__section(".trace_events." __stringify(                                            \
			TRACE_SYSTEM) "." #ident) = { .system = __stringify(TRACE_SYSTEM),         \
						      .name = #ident,                              \
						      .fmt = fmt_##class,                          \
						      .print = print_##class,                      \
						      fns }

#define __DEFINE_TRACE_EVENT_FN(name, proto, args, tstruct, assign, print, fns...)                 \
	__DEFINE_EVENT_CLASS(name, PARAMS(proto), PARAMS(args), PARAMS(tstruct), PARAMS(assign),   \
			     PARAMS(print));                                                       \
	__DEFINE_EVENT(name, name, PARAMS(proto), PARAMS(args), fns)
#define __DEFINE_TRACE_EVENT(name, proto, args, tstruct, assign, print)                            \
	__DEFINE_TRACE_EVENT_FN(name, PARAMS(proto), PARAMS(args), PARAMS(tstruct),                \
				PARAMS(assign), PARAMS(print))

#endif

/* Which of the two: on every #include, since trace/define_trace.h changes it. */
#undef TRACE_EVENT
#undef TRACE_EVENT_FN
#undef DECLARE_EVENT_CLASS
#undef DEFINE_EVENT
#undef DEFINE_EVENT_FN
#ifdef TRACE_HEADER_MULTI_READ
#define TRACE_EVENT	    __DEFINE_TRACE_EVENT
#define TRACE_EVENT_FN	    __DEFINE_TRACE_EVENT_FN
#define DECLARE_EVENT_CLASS __DEFINE_EVENT_CLASS
#define DEFINE_EVENT	    __DEFINE_EVENT
#define DEFINE_EVENT_FN	    __DEFINE_EVENT
#else
#define TRACE_EVENT	    __DECLARE_TRACE_EVENT
#define TRACE_EVENT_FN	    __DECLARE_TRACE_EVENT_FN
#define DECLARE_EVENT_CLASS __DECLARE_EVENT_CLASS
#define DEFINE_EVENT	    __DECLARE_CLASS_EVENT
#define DEFINE_EVENT_FN	    __DECLARE_CLASS_EVENT
#endif
