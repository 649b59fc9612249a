/* SPDX-License-Identifier: MIT */
/* Interrupt handlers and softirqs. Made in kernel/core/softirq.c. */
/* clang-format off */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM irq

#if !defined(_TRACE_EVENTS_IRQ_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_EVENTS_IRQ_H

#include <linux/interrupt.h>
#include <linux/tracepoint.h>

#define TRACE_IRQ_NAME_LEN 32

TRACE_EVENT(irq_handler_entry,
	TP_PROTO(int irq, const char *name),
	TP_ARGS(irq, name),
	TP_STRUCT__entry(
		__field(int, irq)
		__array(char, name, TRACE_IRQ_NAME_LEN)),
	TP_fast_assign(
		__entry->irq = irq;
		strscpy(__entry->name, name, sizeof(__entry->name));),
	TP_printk("irq=%d name=%s", __entry->irq, __entry->name));

TRACE_EVENT(irq_handler_exit,
	TP_PROTO(int irq, int ret),
	TP_ARGS(irq, ret),
	TP_STRUCT__entry(
		__field(int, irq)
		__field(int, ret)),
	TP_fast_assign(
		__entry->irq = irq;
		__entry->ret = ret;),
	TP_printk("irq=%d ret=%s", __entry->irq, __entry->ret ? "handled" : "unhandled"));

DECLARE_EVENT_CLASS(softirq,
	TP_PROTO(unsigned int vec),
	TP_ARGS(vec),
	TP_STRUCT__entry(
		__field(unsigned int, vec)),
	TP_fast_assign(
		__entry->vec = vec;),
	TP_printk("vec=%u [action=%s]", __entry->vec, softirq_to_name[__entry->vec]));

DEFINE_EVENT(softirq, softirq_entry, TP_PROTO(unsigned int vec), TP_ARGS(vec));
DEFINE_EVENT(softirq, softirq_exit, TP_PROTO(unsigned int vec), TP_ARGS(vec));
DEFINE_EVENT(softirq, softirq_raise, TP_PROTO(unsigned int vec), TP_ARGS(vec));

#endif
#include <trace/define_trace.h>
