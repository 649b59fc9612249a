/* SPDX-License-Identifier: MIT */
/*
 * Lists of slabs that were written over, in a DEBUG=1 build: what mm/page/mend.c does for free blocks. A slab on a list
 * says so itself, by PG_lru in its page, and whether it has free objects says which list that is.
 *
 * Lock: cache->list_lock. All frames of the linear map are looked at, with interrupts off.
 *
 * Tests: tests/mm/slab/slab_mend_test.c, in a DEBUG=1 build.
 */
#ifdef CONFIG_DEBUG_LIST
#include <linux/list.h>
#include <linux/printk.h>

#include "slab.h"

void mend_slab_lists_locked(struct kmem_cache *s)
{
	unsigned long full = 0, active = 0;

	INIT_LIST_HEAD(&s->partial);
	INIT_LIST_HEAD(&s->full);
	s->nr_partial = 0;
	for (struct page *page = mem_map; page < mem_map + max_low_pfn; page++) {
		if (!PageSlab(page) || page->slab_cache != s)
			continue;
		active += page->frozen;
		if (!PageLRU(page))
			continue;
		list_add_tail(&page->lru, page->freelist ? &s->partial : &s->full);
		s->nr_partial += !!page->freelist;
		full += !page->freelist;
	}
	pr_warn("cache %s: its lists of slabs are made anew: %u partial, %lu full, %lu active, of %lu slabs\n",
		s->name, s->nr_partial, full, active, s->nr_slabs);
}
#endif
