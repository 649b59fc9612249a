/* SPDX-License-Identifier: MIT */
/*
 * Memory that is allocated and freed. While one of these is on, the allocators do not use their fast paths
 * (k896/mm_hooks.h); while all are off they cost nothing. Defined in mm/page/trace.c.
 *
 * Page events also know their caller, for the histogram; the lines have Linux's form, without the caller.
 */
/* clang-format off */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM kmem

#if !defined(_TRACE_EVENTS_KMEM_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_EVENTS_KMEM_H

#include <linux/tracepoint.h>

#define KMEM_HOOKS .switched = kmem_event_switched

#define TRACE_CACHE_NAME_LEN 32

DECLARE_EVENT_CLASS(kmem_alloc,
	TP_PROTO(unsigned long call_site, const void *ptr, size_t bytes_req, size_t bytes_alloc,
		 gfp_t gfp_flags),
	TP_ARGS(call_site, ptr, bytes_req, bytes_alloc, gfp_flags),
	TP_STRUCT__entry(
		__field(unsigned long, call_site)
		__field(const void *, ptr)
		__field(size_t, bytes_req)
		__field(size_t, bytes_alloc)
		__field(gfp_t, gfp_flags)),
	TP_fast_assign(
		__entry->call_site = call_site;
		__entry->ptr = ptr;
		__entry->bytes_req = bytes_req;
		__entry->bytes_alloc = bytes_alloc;
		__entry->gfp_flags = gfp_flags;),
	TP_printk("call_site=%pS ptr=%p bytes_req=%zu bytes_alloc=%zu gfp_flags=%pGg node=-1 accounted=false",
		  (void *)__entry->call_site, __entry->ptr, __entry->bytes_req,
		  __entry->bytes_alloc, &__entry->gfp_flags));

DEFINE_EVENT_FN(kmem_alloc, kmalloc,
	TP_PROTO(unsigned long call_site, const void *ptr, size_t bytes_req, size_t bytes_alloc,
		 gfp_t gfp_flags),
	TP_ARGS(call_site, ptr, bytes_req, bytes_alloc, gfp_flags), KMEM_HOOKS);

DEFINE_EVENT_FN(kmem_alloc, kmem_cache_alloc,
	TP_PROTO(unsigned long call_site, const void *ptr, size_t bytes_req, size_t bytes_alloc,
		 gfp_t gfp_flags),
	TP_ARGS(call_site, ptr, bytes_req, bytes_alloc, gfp_flags), KMEM_HOOKS);

TRACE_EVENT_FN(kfree,
	TP_PROTO(unsigned long call_site, const void *ptr),
	TP_ARGS(call_site, ptr),
	TP_STRUCT__entry(
		__field(unsigned long, call_site)
		__field(const void *, ptr)),
	TP_fast_assign(
		__entry->call_site = call_site;
		__entry->ptr = ptr;),
	TP_printk("call_site=%pS ptr=%p", (void *)__entry->call_site, __entry->ptr), KMEM_HOOKS);

TRACE_EVENT_FN(kmem_cache_free,
	TP_PROTO(unsigned long call_site, const void *ptr, const char *name),
	TP_ARGS(call_site, ptr, name),
	TP_STRUCT__entry(
		__field(unsigned long, call_site)
		__field(const void *, ptr)
		__array(char, name, TRACE_CACHE_NAME_LEN)),
	TP_fast_assign(
		__entry->call_site = call_site;
		__entry->ptr = ptr;
		strscpy(__entry->name, name, sizeof(__entry->name));),
	TP_printk("call_site=%pS ptr=%p name=%s", (void *)__entry->call_site, __entry->ptr,
		  __entry->name), KMEM_HOOKS);

TRACE_EVENT_FN(mm_page_alloc,
	TP_PROTO(unsigned long call_site, const struct page *page, unsigned long pfn,
		 unsigned int order, gfp_t gfp_flags),
	TP_ARGS(call_site, page, pfn, order, gfp_flags),
	TP_STRUCT__entry(
		__field(unsigned long, call_site)
		__field(const struct page *, page)
		__field(unsigned long, pfn)
		__field(unsigned int, order)
		__field(gfp_t, gfp_flags)),
	TP_fast_assign(
		__entry->call_site = call_site;
		__entry->page = page;
		__entry->pfn = pfn;
		__entry->order = order;
		__entry->gfp_flags = gfp_flags;),
	TP_printk("page=%p pfn=0x%lx order=%d migratetype=%d gfp_flags=%pGg", __entry->page,
		  __entry->pfn, __entry->order, 0, &__entry->gfp_flags), KMEM_HOOKS);

TRACE_EVENT_FN(mm_page_free,
	TP_PROTO(const struct page *page, unsigned long pfn, unsigned int order),
	TP_ARGS(page, pfn, order),
	TP_STRUCT__entry(
		__field(const struct page *, page)
		__field(unsigned long, pfn)
		__field(unsigned int, order)),
	TP_fast_assign(
		__entry->page = page;
		__entry->pfn = pfn;
		__entry->order = order;),
	TP_printk("page=%p pfn=0x%lx order=%d", __entry->page, __entry->pfn, __entry->order),
	KMEM_HOOKS);

TRACE_EVENT_FN(mm_page_free_batched,
	TP_PROTO(const struct page *page, unsigned long pfn),
	TP_ARGS(page, pfn),
	TP_STRUCT__entry(
		__field(const struct page *, page)
		__field(unsigned long, pfn)),
	TP_fast_assign(
		__entry->page = page;
		__entry->pfn = pfn;),
	TP_printk("page=%p pfn=0x%lx order=0", __entry->page, __entry->pfn), KMEM_HOOKS);

#endif
#include <trace/define_trace.h>
