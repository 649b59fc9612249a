/* SPDX-License-Identifier: MIT */
/* Page faults, before anybody has tried to handle them. Made in kernel/core/traps.c. */
/* clang-format off */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM exceptions

#if !defined(_TRACE_EVENTS_EXCEPTIONS_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_EVENTS_EXCEPTIONS_H

#include <linux/tracepoint.h>

DECLARE_EVENT_CLASS(x86_exceptions,
	TP_PROTO(unsigned long address, unsigned long ip, unsigned long error_code),
	TP_ARGS(address, ip, error_code),
	TP_STRUCT__entry(
		__field(unsigned long, address)
		__field(unsigned long, ip)
		__field(unsigned long, error_code)),
	TP_fast_assign(
		__entry->address = address;
		__entry->ip = ip;
		__entry->error_code = error_code;),
	TP_printk("address=%ps ip=%ps error_code=0x%lx", (void *)__entry->address,
		  (void *)__entry->ip, __entry->error_code));

DEFINE_EVENT(x86_exceptions, page_fault_user,
	     TP_PROTO(unsigned long address, unsigned long ip, unsigned long error_code),
	     TP_ARGS(address, ip, error_code));
DEFINE_EVENT(x86_exceptions, page_fault_kernel,
	     TP_PROTO(unsigned long address, unsigned long ip, unsigned long error_code),
	     TP_ARGS(address, ip, error_code));

#endif
#include <trace/define_trace.h>
