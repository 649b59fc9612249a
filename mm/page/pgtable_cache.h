/* SPDX-License-Identifier: MIT */
/* Page tables and directories that are kept for the next process (mm/page/pgtable_cache.c). */
#ifndef _MM_PGTABLE_CACHE_H
#define _MM_PGTABLE_CACHE_H

struct page;

/* Linked through page->private. Fields: preemption off. */
struct table_stack {
	struct page *first;
	unsigned long nr;
	void (*free)(struct page *page); /* to the page allocator */
};

/* pgd.c's */
extern struct table_stack spare_directories;

/* Task. NULL when there is none. */
struct page *take_spare_table(struct table_stack *stack);
/* Keeps the page, or frees it when there are enough. Task; the page's only reference. */
void keep_spare_table(struct table_stack *stack, struct page *page);

#endif
