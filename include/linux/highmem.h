/* SPDX-License-Identifier: MIT */
/*
 * Pages above the linear map have no kernel address of their own. These give one out for a moment; for
 * a lowmem page it is simply its linear address.
 */
#ifndef _LINUX_HIGHMEM_H
#define _LINUX_HIGHMEM_H

#include <linux/mm.h>

/**
 * kmap_atomic() - map a page until kunmap_atomic(), without sleeping
 *
 * Context: any; the caller may not sleep in between (preemption is off), and mappings are given back
 * in reverse order. At most KM_MAX_IDX at a time.
 * Return: an address; never fails.
 */
void *kmap_atomic(struct page *page);
void kunmap_atomic(const void *addr);

/* Any page; any context. */
static inline void clear_highpage(struct page *page)
{
	void *addr = kmap_atomic(page);

	clear_page(addr);
	kunmap_atomic(addr);
}

static inline void copy_highpage(struct page *to, struct page *from)
{
	void *vfrom = kmap_atomic(from), *vto = kmap_atomic(to);

	copy_page(vto, vfrom);
	kunmap_atomic(vto);
	kunmap_atomic(vfrom);
}

#endif
