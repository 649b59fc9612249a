/* SPDX-License-Identifier: MIT */
/*
 * vmalloc: memory whose addresses are contiguous, and whose pages lie anywhere.
 *
 *	kernel addresses	   page table			RAM
 *	area     0xf8805000	-> [ frame 0x5f3a1 rw G ]	-> a page of HIGHMEM
 *		 0xf8806000	-> [ frame 0x40007 rw G ]	-> another
 *	guard    0xf8807000	-> [ not present       ]	fault
 *
 * An area is made in phases:
 *
 *	1 addresses	from the window, with a guard page behind	mm/vmalloc/vmap_area.c
 *	2 page tables	for those addresses, where they are missing	mm/page/pgd.c
 *	3 pages		single ones, a batch at a time, HIGHMEM first, each batch mapped at once
 *
 * Every phase allocates, so every phase may sleep and may fail; what was made is then undone in reverse. That
 * is why vmalloc() is for tasks only. There is no list of an area's pages but its page tables (Linux has an
 * array of them, which for 16 MiB is itself 16 KiB of vmalloc'ed memory).
 *
 * A small area is freed in one pass: each entry is cleared and flushed, and its page is freed. A large one
 * takes two steps: first only the present bits are cleared, so that an entry still knows its frame; then,
 * after one flush for all, the frames are read from the entries and freed.
 *
 * vfree() in an interrupt cannot take the locks of all this. It puts the area, linked through its own first
 * bytes, on a list, which kswapd works off.
 *
 * Longer than 500 lines: all phases of an area, and each way back from them, stand side by side.
 *
 * Tests: tests/mm/vmalloc/vmalloc_test.c, vmalloc_bad_test.c, vmalloc_step_test.c.
 */
#include <k896/report.h>
#include <asm/tlbflush.h>
#include <k896/traps.h>
#include <linux/debugobjects.h>
#include <linux/init.h>
#include <linux/kasan.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/lockdep.h>
#include <linux/llist.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/swap.h>

#include "vmap_area.h"

/* This many pages are allocated, mapped or freed at once: their pointers lie on the stack. */
#define BATCH 64

/* Up to this many pages are flushed one by one. For more a full flush is cheaper. Linux has 33. */
#define FLUSH_SINGLY_MAX 32

static unsigned long nr_vmalloc_pages;

unsigned long vmalloc_nr_pages(void)
{
	return READ_ONCE(nr_vmalloc_pages);
}

/* May the caller sleep? If not, it is reported. Boot may do all, while there is no task to switch to. */
static __always_inline bool may_use_vmalloc(void)
{
	if (likely(preemptible()))
		return true;
	might_sleep();
	return system_state == SYSTEM_BOOTING;
}

/* ---- page table entries ---- */

static __always_inline u32 pte_flags(pgprot_t prot)
{
	return pgprot_val(prot) & (kernel_global | ~_PAGE_GLOBAL);
}

/* How many of the @n entries from that of @addr on are in the same page table. */
static __always_inline unsigned long in_one_table(unsigned long addr, unsigned long n)
{
	return min(n, PTRS_PER_PTE - pte_index(addr));
}

/*
 * The tables exist. Nothing is to be flushed: no TLB has an entry that is not present. In the plain form of
 * this and the next two functions each page's entry is looked up from the page directory; here that is done
 * once a table.
 */
static void map_pages(unsigned long addr, struct page **pages, unsigned long n, u32 flags)
{
	while (n) {
		unsigned long chunk = in_one_table(addr, n);
		pte_t *pte = kernel_pte(addr);

		for (unsigned long i = 0; i < chunk; i++) {
			VM_BUG_ON(pte[i] & _PAGE_PRESENT);
			pte[i] = page_to_phys(pages[i]) | flags;
		}
		addr += chunk * PAGE_SIZE;
		pages += chunk;
		n -= chunk;
	}
}

/* All entries lose the bits outside @keep. If they are few, each is flushed from this CPU's TLB. */
static void unmap(unsigned long addr, unsigned long n, u32 keep)
{
	bool singly = n <= FLUSH_SINGLY_MAX;

	while (n) {
		unsigned long chunk = in_one_table(addr, n);

		n -= chunk;
		for (pte_t *pte = kernel_pte(addr); chunk; chunk--, pte++, addr += PAGE_SIZE) {
			*pte &= keep;
			if (singly)
				flush_tlb_one(addr);
		}
	}
}

/* The pages behind @n entries, which are then empty. @flush: they are present, so each is flushed, too. */
static __always_inline void take_frames(unsigned long addr, struct page **pages, unsigned long n,
					bool flush)
{
	while (n) {
		unsigned long chunk = in_one_table(addr, n);

		n -= chunk;
		for (pte_t *pte = kernel_pte(addr); chunk; chunk--, pte++, addr += PAGE_SIZE) {
			VM_BUG_ON(flush != !!(*pte & _PAGE_PRESENT));
			VM_BUG_ON(!pfn_valid(*pte >> PAGE_SHIFT));
			*pages++ = pfn_to_page(*pte >> PAGE_SHIFT);
			*pte = 0;
			if (flush)
				flush_tlb_one(addr);
		}
	}
}

/* Those of a small area are unmapped, flushed and freed. */
static __always_inline void release_few_pages(struct vmap_area *va)
{
	struct page *pages[FLUSH_SINGLY_MAX];

	take_frames(area_start(va), pages, va->vm.nr_pages, true);
	release_pages(pages, va->vm.nr_pages);
	this_cpu_sub(nr_vmalloc_pages, va->vm.nr_pages);
}

void release_area_pages(struct vmap_area *va)
{
	unsigned long addr = area_start(va), left = va->vm.nr_pages;
	struct page *pages[BATCH];

	VM_BUG_ON(!(va->vm.flags & VM_DEAD) || !(va->vm.flags & VM_HAS_PAGES));
	while (left) {
		unsigned long n = min_t(unsigned long, left, BATCH);

		take_frames(addr, pages, n, false);
		release_pages(pages, n);
		addr += n * PAGE_SIZE;
		left -= n;
	}
	this_cpu_sub(nr_vmalloc_pages, va->vm.nr_pages);
}

/* ---- making an area ---- */

static void __cold warn_failure(gfp_t gfp, unsigned long size, const char *why)
{
	unsigned long flags;

	if (gfp & __GFP_NOWARN || !report_begin(&flags))
		return;
	pr_warn("%s: vmalloc error: size %lu, %s, mode:%#x(%pGg), nodemask=(null)\n", current->comm,
		size, why, gfp, &gfp);
	dump_stack();
	show_mem();
	report_end(flags);
}

/* Phase 3. False: no memory, or a fatal signal; va->vm.nr_pages says how many pages are there. */
static bool add_pages(struct vmap_area *va, unsigned long wanted, gfp_t gfp, u32 flags)
{
	struct page *pages[BATCH];

	while (va->vm.nr_pages < wanted) {
		unsigned long n = min_t(unsigned long, wanted - va->vm.nr_pages, BATCH), got;

		pages[0] = NULL; /* is filled from here on */
		got = alloc_pages_bulk_array(gfp, n, pages);
		if (unlikely(!got))
			return false;
		map_pages(area_start(va) + va->vm.nr_pages * PAGE_SIZE, pages, got, flags);
		va->vm.nr_pages += got;
		this_cpu_add(nr_vmalloc_pages, got);
		if (unlikely(fatal_signal_pending(current)))
			return va->vm.nr_pages == wanted;
	}
	return true;
}

static void unmap_and_retire(struct vmap_area *va)
{
	bool owns_pages = va->vm.flags & (VM_ALLOC | VM_MAP_PUT_PAGES);
	bool many = va->vm.nr_pages > FLUSH_SINGLY_MAX;

	VM_BUG_ON(!(va->vm.flags & VM_DEAD));
	kasan_poison_vmalloc(va->vm.addr, va->vm.nr_pages * PAGE_SIZE);
	if (!owns_pages) {
		unmap(area_start(va), va->vm.nr_pages, 0);
	} else if (many) {
		unmap(area_start(va), va->vm.nr_pages, ~_PAGE_PRESENT);
		va->vm.flags |= VM_HAS_PAGES;
	} else {
		release_few_pages(va);
	}
	retire_vmap_area(va, many);
}

static void *vmalloc_caller(unsigned long size, gfp_t gfp, unsigned long flags, const void *caller)
{
	unsigned long pages = PFN_UP(size), start;
	gfp_t page_gfp = (gfp & ~__GFP_ZERO) | __GFP_RETRY_MAYFAIL | __GFP_NOWARN;
	const char *failed = "vm_struct allocation failed";
	struct vmap_area *va;

	if (unlikely(!may_use_vmalloc()) || WARN_ON(!size))
		return NULL;
	if (unlikely(size >> PAGE_SHIFT >= totalram_pages())) {
		warn_failure(gfp, size, "exceeds total pages");
		return NULL;
	}
	if (!(gfp & (__GFP_DMA | __GFP_DMA32)))
		page_gfp |= __GFP_HIGHMEM;

	va = alloc_vmap_area(pages * PAGE_SIZE, PAGE_SIZE, VM_ALLOC | flags, caller, gfp);
	if (unlikely(!va))
		goto no_area;
	start = area_start(va);
	if (unlikely(alloc_kernel_tables(start, start + pages * PAGE_SIZE)))
		goto no_tables;
	if (unlikely(!add_pages(va, pages, page_gfp, pte_flags(PAGE_KERNEL))))
		goto no_pages;
	kasan_unpoison_vmalloc((void *)start, size);
	if (gfp & __GFP_ZERO)
		__memset((void *)start, 0, pages * PAGE_SIZE); /* behind @size, too */
	return (void *)start;

no_pages:
	va->vm.flags |= VM_DEAD;
	unmap_and_retire(va);
	failed = "failed to allocate pages";
	goto no_area;
no_tables:
	free_vmap_area(va);
	failed = "failed to allocate page tables";
no_area:
	warn_failure(gfp, size, failed);
	return NULL;
}

void *vmalloc(unsigned long size)
{
	return vmalloc_caller(size, GFP_KERNEL, 0, __builtin_return_address(0));
}

void *vzalloc(unsigned long size)
{
	return vmalloc_caller(size, GFP_KERNEL | __GFP_ZERO, 0, __builtin_return_address(0));
}

void *vmalloc_32(unsigned long size)
{
	return vmalloc_caller(size, GFP_KERNEL | GFP_DMA32, 0, __builtin_return_address(0));
}

void *vmalloc_user(unsigned long size)
{
	return vmalloc_caller(size, GFP_KERNEL | __GFP_ZERO, VM_USERMAP,
			      __builtin_return_address(0));
}

void *__vmalloc(unsigned long size, gfp_t gfp)
{
	return vmalloc_caller(size, gfp, 0, __builtin_return_address(0));
}

/* ---- freeing ---- */

static void __cold report_bad_free(const char *what, const void *addr)
{
	WARN(1, "Trying to %s() %s (%px)\n", what,
	     offset_in_page(addr) ? "bad address" : "nonexistent vm area", addr);
	vmalloc_describe((unsigned long)addr);
}

/* The living area that starts at @addr, for the caller to unmap. NULL, and a report, if there is none. */
static __always_inline struct vmap_area *take_area(const void *addr, const char *what,
						   const void *caller)
{
	struct vmap_area *va = likely(!offset_in_page(addr)) ? kill_vmap_area(addr) : NULL;

	if (likely(va))
		remember_area(va, caller);
	else
		report_bad_free(what, addr);
	return va;
}

static void free_area(const void *addr, const void *caller)
{
	struct vmap_area *va = take_area(addr, "vfree", caller);
	struct page **pages;

	if (unlikely(!va))
		return;
	debug_check_no_obj_freed(addr, va->vm.size - PAGE_SIZE);
	debug_check_no_locks_freed(addr, va->vm.size);
	pages = va->vm.pages;
	unmap_and_retire(va);
	if (unlikely(pages))
		kvfree(pages);
}

/* Lies in the first bytes of an area that is to be freed later. */
struct deferred {
	struct llist_node node;
	unsigned long mark;
};

#define deferred_mark(d) ((unsigned long)(d) ^ 0x76667265UL)

static LLIST_HEAD(deferred_frees);

bool vfree_is_due(void)
{
	return !llist_empty(&deferred_frees);
}

void vfree_drain(void)
{
	struct llist_node *node, *next;

	VM_BUG_ON(in_interrupt());
	llist_for_each_safe(node, next, llist_del_all(&deferred_frees)) {
		struct deferred *d = llist_entry(node, struct deferred, node);

		d->mark = 0;
		free_area(d, vfree_atomic);
	}
}

void vfree_atomic(const void *addr)
{
	struct deferred *d = (void *)addr;

	if (!addr)
		return;
	/* No lock may be taken here, so only the page tables can tell whether this is an area. */
	if (!is_vmalloc_addr(addr) || offset_in_page(addr) ||
	    !walk_page_tables(swapper_pg_dir, (unsigned long)addr).writable ||
	    d->mark == deferred_mark(d)) {
		report_bad_free("vfree", addr);
		return;
	}
	d->mark = deferred_mark(d);
	llist_add(&d->node, &deferred_frees);
	wake_up_interruptible(&kswapd_wait); /* it calls vfree_drain() */
}

void vfree(const void *addr)
{
	if (unlikely(!preemptible() && system_state != SYSTEM_BOOTING)) {
		if (!in_interrupt())
			might_sleep();
		vfree_atomic(addr);
	} else if (addr) {
		free_area(addr, __builtin_return_address(0));
	}
}

/* ---- what the leak finder is told: linux/kmemleak.h ---- */

static void set_area_flags(const void *addr, unsigned long flags)
{
	struct vm_struct *vm = find_vm_area(addr);

	if (vm)
		vm->flags |= flags;
}

void kmemleak_not_leak(const void *addr)
{
	set_area_flags(addr, VM_NOT_LEAK);
}

void kmemleak_no_scan(const void *addr)
{
	set_area_flags(addr, VM_NO_SCAN);
}

void kmemleak_ignore(const void *addr)
{
	set_area_flags(addr, VM_NOT_LEAK | VM_NO_SCAN);
}

/* ---- mapping pages that the caller has ---- */

struct vm_struct *get_vm_area_caller(unsigned long size, unsigned long flags, const void *caller)
{
	struct vmap_area *va;

	if (!may_use_vmalloc() || WARN_ON(!size) || size > VMALLOC_END - VMALLOC_START)
		return NULL;
	va = alloc_vmap_area(PAGE_ALIGN(size), PAGE_SIZE, flags, caller, GFP_KERNEL);
	return va ? &va->vm : NULL;
}

struct vm_struct *get_vm_area(unsigned long size, unsigned long flags)
{
	return get_vm_area_caller(size, flags, __builtin_return_address(0));
}

void free_vm_area(struct vm_struct *area)
{
	vunmap(area->addr);
}

int map_vm_area_phys(struct vm_struct *area, phys_addr_t phys, unsigned int nr_pages, pgprot_t prot)
{
	unsigned long addr = (unsigned long)area->addr;
	int err;

	VM_BUG_ON(offset_in_page(phys));
	VM_BUG_ON(area->nr_pages || nr_pages >= area->size >> PAGE_SHIFT);
	err = alloc_kernel_tables(addr, addr + nr_pages * PAGE_SIZE);
	if (err)
		return err;
	area->nr_pages = nr_pages;
	kasan_unpoison_vmalloc(area->addr, nr_pages * PAGE_SIZE);
	for (; nr_pages; nr_pages--, addr += PAGE_SIZE, phys += PAGE_SIZE)
		*kernel_pte(addr) = phys | pte_flags(prot);
	return 0;
}

void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot)
{
	struct vm_struct *area;

	VM_BUG_ON(!pages);
	if (unlikely(!may_use_vmalloc() || count > totalram_pages()))
		return NULL;
	area = get_vm_area_caller(count * PAGE_SIZE, flags, __builtin_return_address(0));
	if (!area)
		return NULL;
	if (alloc_kernel_tables((unsigned long)area->addr,
				(unsigned long)area->addr + count * PAGE_SIZE)) {
		free_vmap_area(to_vmap_area(area));
		return NULL;
	}
	map_pages((unsigned long)area->addr, pages, count, pte_flags(prot));
	kasan_unpoison_vmalloc(area->addr, count * PAGE_SIZE);
	area->nr_pages = count;
	if (flags & VM_MAP_PUT_PAGES) {
		area->pages = pages;
		this_cpu_add(nr_vmalloc_pages, count);
	}
	return area->addr;
}

void vunmap(const void *addr)
{
	struct vmap_area *va;

	if (!addr || unlikely(!may_use_vmalloc()))
		return;
	va = take_area(addr, "vunmap", __builtin_return_address(0));
	if (!va)
		return;
	if (va->vm.flags & VM_MAP_PUT_PAGES) /* after all, the pages stay with the caller */
		this_cpu_sub(nr_vmalloc_pages, va->vm.nr_pages);
	va->vm.flags &= ~VM_MAP_PUT_PAGES;
	unmap_and_retire(va);
}

struct page *vmalloc_to_page(const void *addr)
{
	struct page_walk w = walk_page_tables(swapper_pg_dir, (unsigned long)addr);

	return w.present && is_vmalloc_addr(addr) && pfn_valid(w.phys >> PAGE_SHIFT) ?
		       pfn_to_page(w.phys >> PAGE_SHIFT) :
		       NULL;
}

/* ---- boot ---- */

static struct drain_hook drain_hook = { .drain = vmalloc_purge };

/* What the shrinker frees: dead and spare areas, their structs, and page tables that nobody needs. */
static unsigned long count_unused(struct shrinker *shrinker, struct shrink_control *sc)
{
	return vmalloc_nr_unused();
}

static unsigned long free_unused(struct shrinker *shrinker, struct shrink_control *sc)
{
	unsigned long n = vmalloc_nr_unused();

	vmalloc_purge();
	sc->nr_scanned = n;
	return n;
}

static struct shrinker shrinker = {
	.count_objects = count_unused,
	.scan_objects = free_unused,
	.seeks = DEFAULT_SEEKS,
};

static int __init vmalloc_shrinker_init(void)
{
	return register_shrinker(&shrinker, "vmalloc");
}
core_initcall(vmalloc_shrinker_init);

void __init vmalloc_init(void)
{
	vmap_area_init();
	register_drain(&drain_hook);
	describe_address = vmalloc_describe;
}
