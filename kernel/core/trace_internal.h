/* SPDX-License-Identifier: MIT */
/* What the files of the trace share. */
#ifndef _CORE_TRACE_INTERNAL_H
#define _CORE_TRACE_INTERNAL_H

#include <linux/tracepoint.h>

/* All events, one system after the other: linker.ld. */
extern struct trace_event_call __trace_events_start[], __trace_events_end[];

#define for_each_trace_event(call)                                                                 \
	for (struct trace_event_call *call = __trace_events_start; call < __trace_events_end;      \
	     call++)

#endif
