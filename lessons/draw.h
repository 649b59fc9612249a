/* SPDX-License-Identifier: MIT */
/* What several lessons draw: free lists, and how addresses lead to frames. Tasks. */
#ifndef _LESSONS_DRAW_H
#define _LESSONS_DRAW_H

#include <linux/mm.h>
#include <linux/seq_file.h>

/* The zone that a lesson's blocks come from: Normal, where it has room for them. */
struct zone *lesson_zone(void);
/* What asks this zone first. */
gfp_t lesson_gfp(void);

/* How many free blocks each order has. */
void count_free_blocks(const struct zone *zone, unsigned long counts[MAX_ORDER]);

/* "order 0 1 2 ...", and such counts below. */
void draw_orders(struct seq_file *m);
void draw_counts(struct seq_file *m, const char *when, const unsigned long counts[MAX_ORDER]);

/* Both, of what is free now. */
void draw_free_lists(struct seq_file *m, const struct zone *zone);

/**
 * struct frames - what the page tables say of a row of addresses
 * @pages: how many follow each other from the first address on
 * @mapped: how many of them lead to RAM
 * @high: how many of those lie in ZONE_HIGHMEM
 * @breaks: how often the next page's frame is not the next frame
 * @linear: how many lie at physical + PAGE_OFFSET
 */
struct frames {
	unsigned int pages, mapped, high, breaks, linear;
};

/* Walks the page tables for each of @pages pages. */
struct frames walk_frames(const void *start, unsigned int pages);

/* The frame behind an address by the page tables; 0 where nothing is mapped. */
unsigned long walk_to_pfn(const void *addr);

/* A line for each of @count pages: address, frame, difference, zone. */
void draw_frames(struct seq_file *m, const void *start, unsigned int count);

#endif
