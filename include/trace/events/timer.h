/* SPDX-License-Identifier: MIT */
/* Timers whose time has come. Made in kernel/core/timer.c. */
/* clang-format off */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM timer

#if !defined(_TRACE_EVENTS_TIMER_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_EVENTS_TIMER_H

#include <linux/jiffies.h>
#include <linux/tracepoint.h>

struct timer_list;

TRACE_EVENT(timer_expire_entry,
	TP_PROTO(const struct timer_list *timer, const void *function, unsigned long baseclk),
	TP_ARGS(timer, function, baseclk),
	TP_STRUCT__entry(
		__field(const struct timer_list *, timer)
		__field(const void *, function)
		__field(unsigned long, now)
		__field(unsigned long, baseclk)),
	TP_fast_assign(
		__entry->timer = timer;
		__entry->function = function;
		__entry->now = jiffies;
		__entry->baseclk = baseclk;),
	TP_printk("timer=%p function=%ps now=%lu baseclk=%lu", __entry->timer, __entry->function,
		  __entry->now, __entry->baseclk));

TRACE_EVENT(timer_expire_exit,
	TP_PROTO(const struct timer_list *timer),
	TP_ARGS(timer),
	TP_STRUCT__entry(
		__field(const struct timer_list *, timer)),
	TP_fast_assign(
		__entry->timer = timer;),
	TP_printk("timer=%p", __entry->timer));

#endif
#include <trace/define_trace.h>
