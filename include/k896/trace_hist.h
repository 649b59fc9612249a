/* SPDX-License-Identifier: MIT */
/*
 * Who allocates most: the allocators' trace, added up by call site. It counts while the events of system
 * kmem are on, and only the tasks that they are on for (trace_set_pid()).
 */
#ifndef _K896_TRACE_HIST_H
#define _K896_TRACE_HIST_H

#include <linux/types.h>

struct seq_file;
struct trace_entry;

/**
 * struct trace_site - what one place in the code has asked for
 * @call_site: the place: a return address
 * @event: "kmalloc", "kmem_cache_alloc" or "mm_page_alloc"
 * @hits: allocations that succeeded
 * @bytes_req: bytes asked for
 * @bytes_alloc: bytes handed out
 * @live: how many of these have not been given back yet
 */
struct trace_site {
	unsigned long call_site;
	const char *event;
	unsigned long hits;
	u64 bytes_req, bytes_alloc;
	unsigned long live;
};

enum trace_hist_order { TRACE_HIST_BY_BYTES, TRACE_HIST_BY_COUNT, TRACE_HIST_BY_LIVE };

/* Fills in the row of one place and event. false: nothing was counted there. Any context. */
bool trace_hist_find(unsigned long call_site, const char *event, struct trace_site *site);

/* The table, largest first. 0. Task, may sleep. */
int trace_hist_show(struct seq_file *m, enum trace_hist_order order);

/* Any context. */
void trace_hist_clear(void);

/* From now on records of the allocators' events are taken in as they are written. Boot. */
void trace_hist_init(void);

#endif
