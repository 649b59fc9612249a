/* SPDX-License-Identifier: MIT */
/*
 * struct page: one for every page frame of RAM, 32 bytes, all in the array mem_map.
 *
 * Who owns the page says what the middle of the struct means:
 *
 *	free (PageBuddy)	lru links the block into its zone's free list
 *	free, on a CPU's list	pcp_next
 *	compound tail		compound_head leads to the first page
 *	slab			see mm/slab.h
 *	anything else		its owner's: lru, mapping, index, private
 */
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

#include <linux/types.h>

struct address_space;
struct kmem_cache;

struct page {
	unsigned long flags; /* linux/page-flags.h */
	union {
		struct list_head lru;
		struct page *pcp_next;
		unsigned long compound_head; /* tail page: head | 1; a list pointer is even */
	};
	union {
		struct address_space *mapping;
		struct kmem_cache *slab_cache;
	};
	union {
		unsigned long index;
		void *freelist; /* slab: first free object */
	};
	union {
		unsigned long private;
		struct { /* slab */
			u16 inuse;
			u16 objects : 15;
			u16 frozen : 1;
		};
	};
	atomic_t _mapcount; /* page table entries that lead here, less one would be Linux's; here from 0 */
	atomic_t _refcount; /* users; 0: free */
};

#endif
