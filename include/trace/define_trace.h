/* SPDX-License-Identifier: MIT */
/*
 * The last line of each include/trace/events/SYSTEM.h. In the one file that has defined
 * CREATE_TRACE_POINTS the header is read once more, and makes what it declared before
 * (linux/tracepoint.h).
 */
#ifdef CREATE_TRACE_POINTS
#undef CREATE_TRACE_POINTS

#define TRACE_HEADER_MULTI_READ
#define TRACE_INCLUDE_OF(system) <trace/events/system.h>
#define TRACE_INCLUDE(system)	 TRACE_INCLUDE_OF(system)
#include TRACE_INCLUDE(TRACE_SYSTEM)
#undef TRACE_INCLUDE
#undef TRACE_INCLUDE_OF
#undef TRACE_HEADER_MULTI_READ

#define CREATE_TRACE_POINTS
#endif
