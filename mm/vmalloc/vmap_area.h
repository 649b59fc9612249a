/* SPDX-License-Identifier: MIT */
/* vmap_area.c: who has which addresses of the vmalloc window. For mm/vmalloc/vmalloc*.c and ioremap.c. */
#ifndef _MM_VMAP_AREA_H
#define _MM_VMAP_AREA_H

#include <linux/list.h>
#include <linux/rbtree.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

/* In vm_struct.flags: unmapped, waits for the TLB flush; and its pages wait with it. */
#define VM_DEAD	     0x00010000
#define VM_HAS_PAGES 0x00020000

/*
 * Invariants (vmalloc_check() walks them): tree and list have the same order; areas do not overlap;
 * gap is the distance to the next area, or to the end of the window; max_gap is the largest gap of
 * the subtree.
 */
struct vmap_area {
	struct rb_node node;
	struct list_head list;
	unsigned long gap;
	unsigned long max_gap;
	struct vm_struct vm;	/* addr and size are fixed while it is in the tree */
	struct vmap_area *next; /* on the purge list */
};

#define to_vmap_area(vm_) container_of((vm_), struct vmap_area, vm)

static __always_inline unsigned long area_start(const struct vmap_area *va)
{
	return (unsigned long)va->vm.addr;
}

static __always_inline unsigned long area_end(const struct vmap_area *va)
{
	return area_start(va) + va->vm.size;
}

/*
 * Addresses for @size bytes, a multiple of the page size, with a guard page more; @align a power of
 * two. May sleep. NULL, which is reported unless __GFP_NOWARN.
 */
struct vmap_area *alloc_vmap_area(unsigned long size, unsigned long align, unsigned long flags,
				  const void *caller, gfp_t gfp);

/* An area that was never mapped, or is unmapped and flushed: its addresses are free. Task. */
void free_vmap_area(struct vmap_area *va);

/*
 * Takes the living area that starts at @addr out of everybody else's hands: it is dead, and the
 * caller's to unmap. NULL when there is none. Task.
 */
struct vmap_area *kill_vmap_area(const void *addr);

/*
 * A dead area's entries are cleared. Its addresses are free after the TLB flush that comes with the
 * next purge, which is now when @now, or when there are many. Task.
 */
void retire_vmap_area(struct vmap_area *va, bool now);

/* vmalloc.c: after the flush, the pages of an area with VM_HAS_PAGES. */
void release_area_pages(struct vmap_area *va);

/* The first area, dead or alive, that ends behind @addr, copied to @copy. false: none. Task. */
bool next_vmap_area(unsigned long addr, struct vmap_area *copy);

/*
 * Living areas at and beside an address, without the lock: for a report, made wherever it is made.
 */
struct vmap_neighbours {
	const struct vmap_area *below, *at, *above;
};
struct vmap_neighbours vmap_neighbours(unsigned long addr);

void vmap_area_init(void);

/* vmalloc_report.c: remembers for later reports that an area is gone. Task. */
void remember_area(const struct vmap_area *va, const void *freed_by);

#endif
