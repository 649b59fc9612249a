/* SPDX-License-Identifier: MIT */
/* What the two halves of the leak finder say to each other. The search's mutex is held in all of these. */
#ifndef _MM_KMEMLEAK_H
#define _MM_KMEMLEAK_H

#include <linux/types.h>

struct seq_file;

/* ---- kmemleak.c ---- */

/* Every word of [start, end) is looked at, but for pages that cannot be read. */
void look_at_data(const void *start, const void *end);

/* ---- kmemleak_areas.c ---- */

/* Room for all areas that there are. 0 or -ENOMEM. May sleep. */
int alloc_leak_areas(void);
void free_leak_areas(void);

/* Interrupts off in the next four. false: there are more than there is room for. */
bool fill_leak_areas(void);
void look_at_root_areas(void);
/* A word that is an address of the vmalloc window. */
void mark_leak_area(unsigned long addr);
/* Those that are marked and have not been looked at. Return: were there any? */
bool look_at_pending_areas(void);

/* Those that nothing leads to; @m may be NULL. Return: how many. May sleep. */
long show_leak_areas(struct seq_file *m);
/* The first bytes of a leak. */
void show_leak_bytes(struct seq_file *m, const void *start, size_t size);

#endif
