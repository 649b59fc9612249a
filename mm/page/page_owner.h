/* SPDX-License-Identifier: MIT */
/* What page_owner keeps of a page: mm/page/page_owner.c, and the view of it in mm/show/page_owner_show.c. */
#ifndef _MM_PAGE_OWNER_H
#define _MM_PAGE_OWNER_H

#include <linux/sched.h>
#include <linux/stackdepot.h>

struct page_owner {
	u64 ts_nsec, free_ts_nsec;
	depot_stack_handle_t handle, free_handle; /* 0: it never happened, or the depot was full */
	gfp_t gfp_mask;
	pid_t pid;
	char comm[TASK_COMM_LEN]; /* of the task that ran; it may have been interrupted */
	u8 order;
	bool allocated; /* now; false with a ts_nsec: before */
};

/* The books of a page; NULL with page_owner=off. They may change at any time. */
const struct page_owner *page_owner_of(const struct page *page);

/* Linux's name for the kind of page that @gfp asks for; here pages are not grouped by it. */
const char *migratetype_name(gfp_t gfp);

#endif
