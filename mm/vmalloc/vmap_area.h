/* SPDX-License-Identifier: MIT */
/*
 * vmap_area.c: which area has which addresses of the vmalloc window. For mm/vmalloc/vmalloc*.c and ioremap.c.
 */
#ifndef _MM_VMAP_AREA_H
#define _MM_VMAP_AREA_H

#include <linux/list.h>
#include <linux/rbtree.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

/* In vm_struct.flags: unmapped, waits for the TLB flush; and its pages wait with it. */
#define VM_DEAD	     0x00010000
#define VM_HAS_PAGES 0x00020000

/* For the leak finder: see linux/kmemleak.h. */
#define VM_NOT_LEAK 0x00040000
#define VM_NO_SCAN  0x00080000

/*
 * Invariants (vmalloc_check() tests them): tree and list have the same order; areas do not overlap; gap is
 * the distance to the next area, or to the end of the window; max_gap is the largest gap of the subtree. All
 * under vmap_area_lock.
 */
struct vmap_area {
	struct rb_node node;
	struct list_head list;
	unsigned long gap;
	unsigned long max_gap;
	struct vm_struct vm;	/* addr and size are fixed while it is in the tree */
	struct vmap_area *next; /* on the purge list, or in the list of spares */
};

extern struct kmem_cache *vmap_area_cachep; /* of struct vmap_area */

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
 * Addresses for @size bytes, a multiple of the page size, and for a guard page; @align is a power of two, a
 * page at least. May sleep. NULL on failure, which is reported unless @gfp has __GFP_NOWARN.
 */
struct vmap_area *alloc_vmap_area(unsigned long size, unsigned long align, unsigned long flags,
				  const void *caller, gfp_t gfp);

/* An area that was never mapped, or is unmapped and flushed: its addresses are free. Task. */
void free_vmap_area(struct vmap_area *va);

/*
 * Marks the living area that starts at @addr, a page's start, as dead: from now on nobody else finds it, and
 * the caller unmaps it. NULL when there is none. Task.
 */
struct vmap_area *kill_vmap_area(const void *addr);

/*
 * The entries of a dead area are no longer present. Its addresses are free after the TLB flush of the next
 * purge, which comes at once with @now, or when many areas wait for it. Task.
 */
void retire_vmap_area(struct vmap_area *va, bool now);

/* vmalloc.c: frees, after the flush, the pages of an area with VM_HAS_PAGES. */
void release_area_pages(struct vmap_area *va);

/* Copies the first area, dead or alive, that ends behind @addr to @copy. False: there is none. Task. */
bool next_vmap_area(unsigned long addr, struct vmap_area *copy);

/* Living areas at and beside an address. Any context, without the lock: for reports. */
struct vmap_neighbours {
	const struct vmap_area *below, *at, *above;
};
struct vmap_neighbours vmap_neighbours(unsigned long addr);

void vmap_area_init(void);

/* vmalloc_report.c: remembers for later reports that an area is gone. Task. */
void remember_area(const struct vmap_area *va, const void *freed_by);

#endif
