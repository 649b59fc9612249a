/* SPDX-License-Identifier: MIT */
/*
 * Memory that is contiguous for the kernel and scattered in RAM: single pages, mapped side by side in the
 * window VMALLOC_START .. VMALLOC_END. It is for what is too large for kmalloc(), or need not be physically
 * contiguous. It is slower to get than kmalloc()'s, since page tables have to be written, and it is never for
 * DMA.
 *
 * All of it is for tasks that may sleep. In any other context the call is reported as a sleeping one, changes
 * nothing and returns NULL. (Linux 6.1 stops with a BUG in an interrupt, and says nothing under a spinlock
 * unless it was built with that check.) The exception is vfree(), see there.
 *
 * How it works is told in docs/memory-map.md; the code is in mm/vmalloc/vmalloc.c.
 */
#ifndef _LINUX_VMALLOC_H
#define _LINUX_VMALLOC_H

#include <asm/fixmap.h>
#include <asm/pgtable.h>
#include <linux/gfp_types.h>
#include <linux/mmzone.h>
#include <linux/overflow.h>

/* What an area is. Values as in Linux. */
#define VM_IOREMAP	 0x00000001 /* a device, ioremap() */
#define VM_ALLOC	 0x00000002 /* vmalloc() */
#define VM_MAP		 0x00000004 /* vmap() */
#define VM_USERMAP	 0x00000008 /* may be mapped into user space: vmalloc_user() */
#define VM_MAP_PUT_PAGES 0x00000200 /* vmap(): vfree() frees pages and array, this with kvfree() */

/**
 * struct vm_struct - one area
 * @addr: its first byte
 * @size: bytes, with the guard page behind it
 * @flags: VM_*
 * @pages: the caller's array with VM_MAP_PUT_PAGES; otherwise NULL: the page tables know the pages
 * @nr_pages: how many are mapped, the guard page not counted
 * @phys_addr: with VM_IOREMAP, where it leads
 * @caller: the address that asked for it
 */
struct vm_struct {
	void *addr;
	unsigned long size;
	unsigned long flags;
	struct page **pages;
	unsigned int nr_pages;
	phys_addr_t phys_addr;
	const void *caller;
};

/* ---- memory ---- */

/**
 * vmalloc() - memory of any size
 * @size: bytes, rounded up to whole pages; 0 is reported
 *
 * Pages come from HIGHMEM as long as there are some. May sleep. The contents are undefined. Free with
 * vfree().
 * Return: a page-aligned address; NULL on failure, which is reported.
 */
void *vmalloc(unsigned long size);

/* The same, zeroed. */
void *vzalloc(unsigned long size);

/* From lowmem only: for devices that reach no higher. */
void *vmalloc_32(unsigned long size);

/* Zeroed, so that it may be mapped into a process. */
void *vmalloc_user(unsigned long size);

/* With flags: GFP_KERNEL, to which __GFP_ZERO, NOWARN, NORETRY, HIGHMEM and DMA may be added. */
void *__vmalloc(unsigned long size, gfp_t gfp);

static inline void *vmalloc_array(size_t n, size_t size)
{
	return vmalloc(array_size(n, size));
}

static inline void *vcalloc(size_t n, size_t size)
{
	return vzalloc(array_size(n, size));
}

/**
 * vfree() - give back what vmalloc() and its like have returned
 * @addr: its start; with NULL nothing happens
 *
 * On return an access to the addresses faults, unless the freeing was deferred: for a call in an interrupt or
 * a softirq, or with those disabled, kswapd frees soon. Under a spinlock or with preemption off the call is
 * reported and deferred, too. A pointer that is no area's start is reported, and nothing happens.
 */
void vfree(const void *addr);

/* The same in any context: the freeing is always deferred. */
void vfree_atomic(const void *addr);

/* ---- mapping pages that the caller has ---- */

/**
 * vmap() - map pages side by side
 * @pages: @count of them, in this order
 * @flags: VM_MAP, perhaps with VM_MAP_PUT_PAGES
 * @prot: PAGE_KERNEL ...
 *
 * May sleep. Return: the address; NULL on failure. Undo with vunmap(), or with vfree() for VM_MAP_PUT_PAGES.
 */
void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot);

/* Undoes vmap(); the pages stay with the caller. May sleep. With NULL nothing happens. */
void vunmap(const void *addr);

/* ---- asking; any context ---- */

static inline bool is_vmalloc_addr(const void *addr)
{
	return (unsigned long)addr >= VMALLOC_START && (unsigned long)addr < VMALLOC_END;
}

/* The page behind an address of the window; NULL where nothing is mapped, or no RAM. */
struct page *vmalloc_to_page(const void *addr);

static inline unsigned long vmalloc_to_pfn(const void *addr)
{
	struct page *page = vmalloc_to_page(addr);

	return page ? (unsigned long)(page - mem_map) : 0;
}

/*
 * The area that @addr lies in, guard page included; NULL for none. Tasks. The caller makes sure that it is
 * not freed meanwhile.
 */
struct vm_struct *find_vm_area(const void *addr);

/* Pages that vmalloc() has given out; areas of all kinds that are in use; purges since boot. */
unsigned long vmalloc_nr_pages(void);
unsigned long vmalloc_nr_areas(void);
unsigned long vmalloc_nr_purges(void);
/* Freed areas that still have addresses, which reclaim may take. */
unsigned long vmalloc_nr_unused(void);

/* ---- for code that maps areas itself ---- */

/* An area without pages. @caller is recorded. May sleep. NULL on failure. Free with free_vm_area(). */
struct vm_struct *get_vm_area_caller(unsigned long size, unsigned long flags, const void *caller);
struct vm_struct *get_vm_area(unsigned long size, unsigned long flags);
void free_vm_area(struct vm_struct *area);

/*
 * Makes page tables for an area that maps nothing yet, and maps [@phys, @phys + @nr_pages pages) from its
 * start on; @phys is page-aligned. May sleep. 0 or -ENOMEM.
 */
int map_vm_area_phys(struct vm_struct *area, phys_addr_t phys, unsigned int nr_pages,
		     pgprot_t prot);

/* Frees the areas whose freeing was deferred; kswapd calls it when vfree_is_due(). Task, may sleep. */
void vfree_drain(void);
bool vfree_is_due(void);

/* Gives back the addresses of freed areas, and page tables that map nothing. Task, may sleep. */
void vmalloc_purge(void);

/*
 * Says in the log which area an address belongs to, or belonged to, and what lies beside it.
 * Nothing for an address outside the window and the hole below it. Any context: for reports.
 */
void vmalloc_describe(unsigned long addr) __cold;

/* Boot, after kmem_cache_init(). */
void vmalloc_init(void);

#endif
